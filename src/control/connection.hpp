// One client of the control socket: lines in, replies out, never blocking and always bounded. It is
// read from only while nothing waits to be done or sent for it, so that a client that does not read
// its replies holds up nobody but itself.
//
// Thread-safety: none.

#pragma once

#include <sys/types.h>

#include "control/line_buffer.hpp"
#include "doorward/socket/unix_socket.hpp"

namespace doorward::inline control {

class Connection {
 public:
  // A client that asks for nothing is kept for so long; a program that follows something asks more often.
  static constexpr std::chrono::seconds kIdlePatience{300};

  Connection(FileDescriptor fd, std::size_t max_line, uid_t user, SteadyTime now)
      : fd_(std::move(fd)), user_(user), input_(max_line), served_at_(now) {}

  int fd() const { return fd_.get(); }
  uid_t user() const { return user_; }
  SteadyTime served_at() const { return served_at_; }  // Its last reply, or when it came.

  // What to poll() for; 0 while there is a line to serve, or one is served.
  short Wants() const;

  // Takes in what has come, at most 64 KiB.
  void Read(SteadyTime now);

  // The next line to serve, if this client may be served: the reply to the line before is out. An overlong line
  // is given as far as it came; its reply is then the last.
  std::optional<std::string> TakeLine();

  // The reply to the line that was taken.
  void Send(std::string reply, SteadyTime now);

  // Goes on sending.
  void Write(SteadyTime now);

  bool HasWork() const {
    return !is_served_ && !last_reply_ && output_.empty() &&
           (input_.HasLine() || input_.overlong());
  }
  // A line was taken and has no reply yet. Until then the connection must stay.
  bool is_served() const { return is_served_; }

  // When a client that has stopped, in the middle of something or after it, is given up; nullopt while a
  // line of its waits or is served.
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
  bool is_served_ = false;
  bool input_ended_ = false;  // The client has said all.
  bool last_reply_ = false;   // Close after what is in output_.
  bool broken_ = false;
};

}  // namespace doorward::inline control
