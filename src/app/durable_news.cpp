#include "app/durable_news.hpp"

namespace doorward::inline app {

void DurableNews::Tell() {
  MutexLock lock(mutex_);
  if (access_ != nullptr) access_->OnDurable();
  if (control_ != nullptr) control_->OnNews();
  if (session_ != nullptr) session_->OnDurable();
}

SyncCounters DurableNews::Counters() const {
  MutexLock lock(mutex_);
  return session_ == nullptr ? SyncCounters{} : session_->State().counters;
}

void DurableNews::SetListeners(AccessController* access, ControlServer* control,
                               MqttSession* session) {
  MutexLock lock(mutex_);
  access_ = access;
  control_ = control;
  session_ = session;
}

}  // namespace doorward::inline app
