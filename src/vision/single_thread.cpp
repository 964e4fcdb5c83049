#include "vision/single_thread.hpp"

#include <opencv2/core/utility.hpp>

// From OpenBLAS's cblas.h. Weak, because libblas.so.3 may also be the reference BLAS, which has no
// threads and no such function.
extern "C" void openblas_set_num_threads(int threads) __attribute__((weak));

namespace doorward::inline vision {

void UseOneThread() {
  cv::setNumThreads(1);
  if (openblas_set_num_threads != nullptr) openblas_set_num_threads(1);
}

}  // namespace doorward::inline vision
