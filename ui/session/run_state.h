#pragma once

namespace everyword {

/// Idle -> Loading -> Running <-> Paused -> Stopping -> Idle; Stopping follows from Loading, too.
enum class RunState { Idle, Loading, Running, Paused, Stopping };

}  // namespace everyword
