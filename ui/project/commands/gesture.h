#pragma once

namespace everyword {

/// A number for a drag or a typing session, different from all before; commands that carry the same
/// one merge. GUI thread only.
inline int newGesture() {
  static int last = 0;
  return ++last;
}

}  // namespace everyword
