// Tells those who wait, and those who watch, that records have become durable. They come and go; the writer stays.
// So do the commands, which may ask here what the network counts.
//
// Thread-safety: any thread. Blocking: as long as a listener's OnDurable() or OnNews().

#pragma once

#include "doorward/control/control_server.hpp"
#include "doorward/core/mutex.hpp"
#include "doorward/door/access_controller.hpp"
#include "doorward/sync/mqtt_session.hpp"

namespace doorward::inline app {

class DurableNews {
 public:
  void Tell() DW_EXCLUDES(mutex_);
  // Zeros while there is no session.
  SyncCounters Counters() const DW_EXCLUDES(mutex_);
  // Null: nobody.
  void SetListeners(AccessController* access, ControlServer* control, MqttSession* session)
      DW_EXCLUDES(mutex_);

 private:
  mutable Mutex mutex_;
  AccessController* access_ DW_GUARDED_BY(mutex_) = nullptr;
  ControlServer* control_ DW_GUARDED_BY(mutex_) = nullptr;
  MqttSession* session_ DW_GUARDED_BY(mutex_) = nullptr;
};

}  // namespace doorward::inline app
