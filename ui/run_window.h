#pragma once

namespace everyword {

/// Opens the window and runs its event loop on the calling thread; returns the exit code of the
/// process. Arguments: an optional project (.everyword) or picture to open (an exported PNG brings
/// its recipe), `--theme light|dark`, `--screenshot FILE [--screenshot-at before|STEP|after]` (runs
/// if need be, saves, quits). Without a path the last settings are not restored: the sample project
/// opens, so that one click makes a picture.
int runWindow(int argc, char **argv);

}  // namespace everyword
