// Keeps OpenCV and OpenBLAS to the calling thread.
//
// Both would start one thread for each core and spin between calls. A terminal has two to four
// cores, and one must always be free for the access thread: the door never waits for vision. The
// network's matrices are small besides; two threads shorten a pass by less than they cost together.

#pragma once

namespace doorward::inline vision {

// Holds for the whole process; the libraries offer nothing narrower. May be called again.
void UseOneThread();

}  // namespace doorward::inline vision
