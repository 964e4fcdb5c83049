// One client of the control socket: lines in, replies out, never blocking and always bounded. It is
// read from only while nothing waits to be done or sent for it, so that a client that does not read
// its replies holds up nobody but itself.
//
// A client that watches gets pieces of its stream beside its replies. A piece is fetched when all before it is
// sent and no line of the client waits, and so nothing but a reply or a piece is ever held for it.
//
// Thread-safety: none.

#pragma once

#include <sys/types.h>

#include <cstdint>
#include <memory>

#include "control/line_buffer.hpp"
#include "control/line_lanes.hpp"
#include "doorward/socket/unix_socket.hpp"

namespace doorward::inline control {

class Connection {
 public:
  // A client that asks for nothing and watches nothing is kept for so long.
  static constexpr std::chrono::seconds kIdlePatience{300};
  // The status is no news of itself: it is looked at so often for whoever watches it.
  static constexpr Milliseconds kStatusInterval{250};

  Connection(FileDescriptor fd, std::size_t max_line, uid_t user, SteadyTime now,
             LineLanes::Client number = 0)
      : fd_(std::move(fd)), user_(user), number_(number), input_(max_line), served_at_(now) {}

  int fd() const { return fd_.get(); }
  uid_t user() const { return user_; }
  LineLanes::Client number() const { return number_; }  // No other connection's, before or after.
  // Its last reply, or when it came. What it watches does not count: it did not ask for that.
  SteadyTime served_at() const { return served_at_; }

  // What to poll() for; 0 while there is a line to serve, or one is served, or a piece is fetched.
  short Wants() const;

  // Takes in what has come, at most 64 KiB.
  void Read(SteadyTime now);

  // The next line to serve, if this client may be served: the reply to the line before is out. An overlong line
  // is given as far as it came; its reply is then the last.
  std::optional<LineLanes::Task> TakeLine();

  // The next look to take into what it watches, if there is reason to: more was there at the last look, there is
  // `news` (a number that rises with each), or the status is due.
  std::optional<LineLanes::Task> TakeLook(std::uint64_t news, SteadyTime now);

  // What came of the line or the look that was taken.
  void Send(LineLanes::Reply reply, SteadyTime now);

  // Goes on sending.
  void Write(SteadyTime now);

  bool HasWork() const {
    return !is_served_ && !last_reply_ && output_.empty() &&
           (input_.HasLine() || input_.overlong());
  }
  // A line was taken and has no reply yet. Until then the connection must stay.
  bool is_served() const { return is_served_; }
  bool is_looking() const { return is_looking_; }  // The same of a look; but it may go.
  bool watches() const { return stream_ != nullptr || is_looking_; }
  bool is_sending() const { return !output_.empty(); }  // And in the middle of a line, perhaps.

  // When a client that has stopped, in the middle of something or after it, is given up; nullopt while a
  // line of its waits or is served, or if it watches and takes what comes.
  std::optional<SteadyTime> deadline() const;

  // When the status is due; nullopt if it is not watched, or cannot be sent now.
  std::optional<SteadyTime> status_due() const;

  // There is nothing more to be done for this client.
  bool Finished(SteadyTime now) const;

 private:
  void SendPiece(LineLanes::Reply piece, SteadyTime now);
  bool MayLook() const;

  FileDescriptor fd_;
  uid_t user_;
  LineLanes::Client number_;
  LineBuffer input_;
  std::string output_;
  SteadyTime last_sent_{};
  SteadyTime served_at_;
  bool is_served_ = false;
  bool input_ended_ = false;  // The client has said all.
  bool last_reply_ = false;   // Close after what is in output_.
  bool broken_ = false;

  std::unique_ptr<WatchStream> stream_;  // Away while a line is served, or a look taken.
  bool is_looking_ = false;
  bool has_more_ = false;  // There may be a piece at once.
  std::uint64_t seen_news_ = 0;
  SteadyTime status_due_{};
};

}  // namespace doorward::inline control
