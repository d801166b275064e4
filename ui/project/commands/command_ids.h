#pragma once

namespace everyword {

/// QUndoCommand::id of the commands that merge: only commands of one id are offered to each other.
enum CommandId {
  kMoveRegionId = 1,
  kRenameRegionId,
  kSetRegionWeightId,
  kSetPromptId,
  kSetParamId
};

}  // namespace everyword
