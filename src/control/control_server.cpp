#include "doorward/control/control_server.hpp"

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/stat.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <optional>
#include <vector>

#include "control/connection.hpp"
#include "control/line_lanes.hpp"
#include "control/peer.hpp"
#include "control/places.hpp"
#include "doorward/commands/command_router.hpp"
#include "doorward/core/check.hpp"
#include "doorward/core/clock.hpp"
#include "doorward/core/log.hpp"
#include "doorward/core/worker.hpp"

namespace doorward::inline control {
namespace {

constexpr int kBacklog = 128;  // Who comes at once waits; a place is made for each in turn.
constexpr std::size_t kPlacesOfRoot = 1;
constexpr Milliseconds kPlacePatience{500};  // For a reply that makes a place.
constexpr Milliseconds kAcceptPause{
    100};  // After an accept() that failed, for want of descriptors.

// Makes way for a new socket at `path` if what is there was left behind by a daemon that died.
Status RemoveStale(const std::filesystem::path& path, const UnixAddress& address) {
  struct stat there {};
  if (::lstat(path.c_str(), &there) != 0) return Fail(SystemError("looking at", path, errno));
  if (!S_ISSOCK(there.st_mode)) {
    return Fail(ErrorCode::kAlreadyExists, path.native() + " is there already, and is no socket");
  }
  DW_TRY_ASSIGN(const FileDescriptor probe, MakeUnixSocket());
  if (::connect(probe.get(), address.get(), sizeof(address.raw)) == 0 || errno != ECONNREFUSED) {
    return Fail(ErrorCode::kAlreadyExists, "a daemon listens at " + path.native() + " already");
  }
  if (::unlink(path.c_str()) != 0) return Fail(SystemError("removing", path, errno));
  return {};
}

// Nobody can connect before listen(), and so not before the file has its mode.
Result<FileDescriptor> Bind(const std::filesystem::path& path) {
  DW_TRY_ASSIGN(const UnixAddress address, MakeUnixAddress(path));
  DW_TRY_ASSIGN(FileDescriptor fd, MakeUnixSocket());
  int failed = ::bind(fd.get(), address.get(), sizeof(address.raw));
  if (failed != 0 && errno == EADDRINUSE) {
    DW_TRY(RemoveStale(path, address));
    failed = ::bind(fd.get(), address.get(), sizeof(address.raw));
  }
  if (failed != 0) return Fail(SystemError("binding", path, errno));
  if (::chmod(path.c_str(), 0660) != 0) return Fail(SystemError("protecting", path, errno));
  if (::listen(fd.get(), kBacklog) != 0) return Fail(SystemError("listening at", path, errno));
  return fd;
}

}  // namespace

struct ControlServer::Impl {
  std::filesystem::path path;
  CommandRouter& router;
  FileDescriptor listener;
  FileDescriptor wake;  // Readable once the thread is to stop, or there is a reply or news.
  struct stat file {};  // The socket's, to remove no other.
  const SystemClock clock{WallTime{}};
  std::vector<Connection> connections;
  LineLanes::Client last_number = 0;
  std::atomic<std::uint64_t> news{0};    // How often there were some.
  std::optional<SteadyTime> full_since;  // Nobody can give way: all are being served.
  std::optional<LineLanes> lanes;
  std::optional<Worker> worker;

  void Wake() const { ::eventfd_write(wake.get(), 1); }
  void Run(const std::stop_token& stop);
  bool Wait();
  bool LetsNewcomersWait(SteadyTime now);
  void Accept(const std::stop_token& stop);
  Status Admit(const Peer& peer);
  void Dismiss(int client, const Error& why) const;
  void Serve(SteadyTime now);
  void Answer(SteadyTime now);
};

ControlServer::ControlServer(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

Result<std::unique_ptr<ControlServer>> ControlServer::Listen(const std::filesystem::path& socket,
                                                             CommandRouter& router) {
  DW_TRY_ASSIGN(FileDescriptor listener, Bind(socket));
  FileDescriptor wake(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
  if (!wake.valid()) return Fail(SystemError("making an eventfd", "", errno));
  std::unique_ptr<Impl> impl(new Impl{
      .path = socket, .router = router, .listener = std::move(listener), .wake = std::move(wake)});
  if (::stat(socket.c_str(), &impl->file) != 0) {
    return Fail(SystemError("looking at", socket, errno));
  }
  Impl& running = *impl;
  impl->lanes.emplace(router, [&running] { running.Wake(); });
  impl->worker.emplace("control", [&running](std::stop_token stop) { running.Run(stop); });
  return std::unique_ptr<ControlServer>(new ControlServer(std::move(impl)));
}

ControlServer::~ControlServer() {
  impl_->worker.reset();
  struct stat there {};
  if (::stat(impl_->path.c_str(), &there) == 0 && there.st_ino == impl_->file.st_ino &&
      there.st_dev == impl_->file.st_dev) {
    ::unlink(impl_->path.c_str());
  }
}

void ControlServer::OnNews() {
  ++impl_->news;
  impl_->Wake();
}

void ControlServer::Impl::Run(const std::stop_token& stop) {
  const std::stop_callback on_stop(stop, [this] { Wake(); });
  while (!stop.stop_requested()) {
    if (Wait()) Accept(stop);
    const SteadyTime now = clock.SteadyNow();
    Answer(now);
    Serve(now);
    std::erase_if(connections, [now](const Connection& client) { return client.Finished(now); });
  }
  lanes->Stop();
  Answer(clock.SteadyNow());
  connections.clear();
}

// Waits until there is something to do, and does all reading and writing that is. Returns whether
// somebody wants to connect.
bool ControlServer::Impl::Wait() {
  const bool lets_wait = LetsNewcomersWait(clock.SteadyNow());
  std::vector<pollfd> polled = {{wake.get(), POLLIN, 0},
                                {lets_wait ? -1 : listener.get(), POLLIN, 0}};
  std::optional<SteadyTime> until;
  if (lets_wait) until = *full_since + kPlacePatience;
  for (const Connection& client : connections) {
    // Not even of a hang-up is anything to be heard while a line is served or a look is taken.
    const bool is_away = client.is_served() || client.is_looking();
    polled.push_back({is_away ? -1 : client.fd(), client.Wants(), 0});
    for (const auto due : {client.deadline(), client.status_due()}) {
      if (due && (!until || *due < *until)) until = due;
    }
  }
  int timeout_ms = -1;
  if (until) {
    const auto left = std::chrono::ceil<Milliseconds>(*until - clock.SteadyNow()).count();
    timeout_ms = static_cast<int>(std::max<Milliseconds::rep>(0, left));
  }
  if (::poll(polled.data(), polled.size(), timeout_ms) <= 0) return false;

  eventfd_t woken = 0;
  if (polled[0].revents != 0) ::eventfd_read(wake.get(), &woken);
  const SteadyTime now = clock.SteadyNow();
  for (std::size_t i = 0; i < connections.size(); ++i) {
    // A hang-up is reported unasked, and shows in whatever the client is waited for.
    if (polled[i + 2].revents == 0) continue;
    if (connections[i].Wants() == POLLOUT) connections[i].Write(now);
    if (connections[i].Wants() == POLLIN) connections[i].Read(now);
  }
  return polled[1].revents != 0;
}

// Many who come at once wait for the replies of those before, and are not refused for them.
bool ControlServer::Impl::LetsNewcomersWait(SteadyTime now) {
  const bool full = connections.size() >= kMaxConnections &&
                    std::ranges::all_of(connections, &Connection::is_served);
  if (!full) full_since.reset();
  if (full && !full_since) full_since = now;
  return full && now < *full_since + kPlacePatience;
}

void ControlServer::Impl::Accept(const std::stop_token& stop) {
  FileDescriptor client(::accept4(listener.get(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK));
  if (!client.valid()) {
    if (errno == EAGAIN || errno == EINTR || errno == ECONNABORTED) return;
    LogWarning(LogPart{"control"}, "{}", SystemError("accepting a connection", "", errno).message);
    WaitFor(stop, kAcceptPause);
    return;
  }
  const auto peer = PeerOf(client.get());
  auto admitted = peer ? Admit(*peer) : Status(Fail(peer.error()));
  if (!admitted) {
    LogWarning(LogPart{"control"}, "a connection was refused: {}", admitted.error().message);
    Dismiss(client.get(), admitted.error());
    return;
  }
  connections.emplace_back(std::move(client), kMaxLine, peer->user, clock.SteadyNow(),
                           ++last_number);
}

void ControlServer::Impl::Dismiss(int client, const Error& why) const {
  const std::string reply = CommandRouter::RefusalFor("", why, clock) + "\n";
  // If even this does not fit, the client sees just the end.
  static_cast<void>(::send(client, reply.data(), reply.size(), MSG_NOSIGNAL));
}

// Makes a place for `peer`, if it may have one.
Status ControlServer::Impl::Admit(const Peer& peer) {
  // Asked each time: an installer may give the file to another group while we run.
  struct stat there {};
  const gid_t group = ::stat(path.c_str(), &there) == 0 ? there.st_gid : file.st_gid;
  if (!MayControl(peer, ::geteuid(), group)) {
    return Fail(ErrorCode::kPermissionDenied,
                "only root, the daemon's user and members of the socket's group may");
  }
  if (connections.size() < kMaxConnections) return {};
  if (const auto place = WhoGivesWay(connections, peer.user)) {
    const auto leaving = connections.begin() + static_cast<std::ptrdiff_t>(*place);
    LogWarning(LogPart{"control"}, "{} connection of user {} gave way to one of user {}",
               leaving->watches() ? "a watching" : "an idle", leaving->user(), peer.user);
    if (!leaving->is_sending()) {
      Dismiss(leaving->fd(), {ErrorCode::kResourceExhausted,
                              "8 programs are connected; this connection had asked for nothing for "
                              "longest and gave way"});
    }
    connections.erase(leaving);
    return {};
  }
  // Root finds a way in, whatever all others do.
  if (peer.user == 0 && connections.size() < kMaxConnections + kPlacesOfRoot) return {};
  return Fail(ErrorCode::kResourceExhausted, "8 programs are connected already; try later");
}

// A line of each client: none waits for all that another has to say. Who has none may look at what it watches.
void ControlServer::Impl::Serve(SteadyTime now) {
  const std::uint64_t heard = news;
  for (Connection& client : connections) {
    auto task = client.TakeLine();
    if (!task) task = client.TakeLook(heard, now);
    if (task) lanes->Push(*std::move(task));
  }
}

void ControlServer::Impl::Answer(SteadyTime now) {
  for (LineLanes::Reply& reply : lanes->TakeReplies()) {
    const auto client = std::ranges::find(connections, reply.client, &Connection::number);
    if (client != connections.end()) {
      client->Send(std::move(reply), now);
    } else {
      DW_CHECK(reply.is_look);  // A client whose line is served stays.
    }
  }
}

}  // namespace doorward::inline control
