struct PlateCredential {
  std::string text;  // 1 to 16 capital letters and digits.
  friend bool operator==(const PlateCredential&, const PlateCredential&) = default;

  static constexpr auto kValue = &PlateCredential::text;
  bool Fits() const {
    constexpr std::string_view kSigns = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    return !text.empty() && text.size() <= 16 && text.find_first_not_of(kSigns) == text.npos;
  }
};
