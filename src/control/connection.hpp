// One client of the control socket: lines in, replies out, never blocking and always bounded. It is
// read from only while nothing waits to be done or sent for it, so that a client that does not read
// its replies holds up nobody but itself.
//
// Thread-safety: none.

#pragma once

#include <sys/types.h>

#include "control/line_buffer.hpp"
#include "control/unix_socket.hpp"

namespace doorward {

class Connection {
 public:
  // A client that asks for nothing is kept for so long; a program that follows something asks more often.
  static constexpr std::chrono::seconds kIdlePatience{300};

  Connection(FileDescriptor fd, std::size_t max_line, uid_t user, SteadyTime now)
      : fd_(std::move(fd)), user_(user), input_(max_line), served_at_(now) {}

  int fd() const { return fd_.get(); }
  uid_t user() const { return user_; }
  SteadyTime served_at() const { return served_at_; }  // Its last reply, or when it came.

  // What to poll() for; 0 while there is a line to serve.
  short Wants() const;

  // Takes in what has come, at most 64 KiB.
  void Read(SteadyTime now);

  // The next line to serve, if it is this client's turn to be served. An overlong line is given as
  // far as it came; its reply is then the last.
  std::optional<std::string> TakeLine();

  void Send(std::string reply, SteadyTime now);

  // Goes on sending.
  void Write(SteadyTime now);

  // The line that TakeLine() would give, if there is one.
  std::string_view NextLine() const;

  bool HasWork() const { return output_.empty() && (input_.HasLine() || input_.overlong()); }

  // When a client that has stopped, in the middle of something or after it, is given up; nullopt while a
  // line of its waits to be served.
  std::optional<SteadyTime> deadline() const;

  // There is nothing more to be done for this client.
  bool Finished(SteadyTime now) const;

 private:
  FileDescriptor fd_;
  uid_t user_;
  LineBuffer input_;
  std::string output_;
  SteadyTime last_sent_{};
  SteadyTime served_at_;
  bool input_ended_ = false;  // The client has said all.
  bool last_reply_ = false;   // Close after what is in output_.
  bool broken_ = false;
};

}  // namespace doorward
