#pragma once

namespace everyword {

/// A number for a drag or a typing session, different from all before; commands that carry the same
/// one merge. GUI thread only.
inline int newGesture() {
  static int last = 0;
  return ++last;
}

/// QUndoCommand::id of the commands that merge: only commands of one id are offered to each other.
enum CommandId { kMoveRegionId = 1, kSetRegionWeightId, kSetPromptId, kSetParamId };

}  // namespace everyword
