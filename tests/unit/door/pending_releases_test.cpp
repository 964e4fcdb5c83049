#include "door/pending_releases.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

namespace doorward::pending_releases_test {

using testing::ElementsAre;
using testing::IsEmpty;

const DoorId kMain("main");
const DoorId kSide("side");
const SteadyTime kStart = SteadyTime() + std::chrono::seconds(100);

PendingRelease Release(RecordTicket ticket, DoorId door = kMain) {
  return {.door = std::move(door),
          .ticket = ticket,
          .late_at = kStart + Milliseconds(10) * static_cast<int>(ticket),
          .reply = {}};
}

std::vector<RecordTicket> Tickets(const std::vector<PendingRelease>& releases) {
  std::vector<RecordTicket> tickets;
  for (const PendingRelease& release : releases) tickets.push_back(release.ticket);
  return tickets;
}

TEST(PendingReleases, WaitForTheirRecord) {
  PendingReleases pending;
  for (const RecordTicket ticket : {1U, 2U, 3U}) pending.Add(Release(ticket));
  EXPECT_THAT(pending.TakeDue(0, kStart), IsEmpty());
  EXPECT_THAT(Tickets(pending.TakeDue(2, kStart)), ElementsAre(1, 2));
  EXPECT_THAT(Tickets(pending.TakeDue(3, kStart)), ElementsAre(3));
}

TEST(PendingReleases, ButNotForEver) {
  PendingReleases pending;
  EXPECT_EQ(pending.NextDeadline(), std::nullopt);
  for (const RecordTicket ticket : {2U, 1U, 3U}) pending.Add(Release(ticket));
  EXPECT_EQ(pending.NextDeadline(), kStart + Milliseconds(10));
  EXPECT_THAT(Tickets(pending.TakeDue(0, kStart + Milliseconds(20))), ElementsAre(2, 1));
  EXPECT_EQ(pending.NextDeadline(), kStart + Milliseconds(30));
}

TEST(PendingReleases, ALostRecordIsNotWaitedFor) {
  PendingReleases pending;
  pending.Add(Release(kLostRecord));
  EXPECT_THAT(Tickets(pending.TakeDue(0, kStart)), ElementsAre(kLostRecord));
}

TEST(PendingReleases, ALockdownOvertakesAllButTheExitButton) {
  PendingReleases pending;
  pending.Add(Release(1));
  pending.Add(Release(2, kSide));
  PendingRelease exit = Release(3);
  exit.in_any_mode = true;
  pending.Add(std::move(exit));
  PendingRelease free = Release(4);
  free.event = DoorEvent::kFreeBegins;
  pending.Add(std::move(free));

  EXPECT_THAT(Tickets(pending.TakeOvertaken(kMain, DoorMode::kLockdown)), ElementsAre(1, 4));
  EXPECT_THAT(Tickets(pending.TakeAll()), ElementsAre(2, 3));
}

TEST(PendingReleases, OtherModesOvertakeOnlyTheBeginningOfFree) {
  for (const DoorMode mode : {DoorMode::kNormal, DoorMode::kFree}) {
    PendingReleases pending;
    pending.Add(Release(1));
    PendingRelease free = Release(2);
    free.event = DoorEvent::kFreeBegins;
    pending.Add(std::move(free));
    EXPECT_EQ(pending.TakeOvertaken(kMain, mode).size(), mode == DoorMode::kNormal ? 1U : 0U);
  }
}

}  // namespace doorward::pending_releases_test
