#pragma once

namespace everyword {

/// Tells the C library to keep freed memory for the next step instead of handing it back to the
/// system. A guided step allocates the same large tensors again and again, and a fresh page costs
/// more than the arithmetic on it: measured, elementwise layers of the full-size generator take
/// half the time, convolutions a tenth less. One arena serves all threads, because only the main
/// one can keep large blocks. Process-wide; the first call counts, and it is best made before other
/// threads start. glibc only.
void reuseFreedMemory();

}  // namespace everyword
