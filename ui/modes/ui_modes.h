#pragma once

#include <memory>
#include <vector>

#include "ui/modes/mode_page.h"

namespace everyword {

/// A row of the table of modes: its id is that of RunRequest::mode.
struct UiMode {
  const char *id;
  std::unique_ptr<ModePage> (*makePage)(const PageContext &context);
};

/// The first row is the mode that the window opens with.
const std::vector<UiMode> &uiModes();

/// nullptr: the window has no page for this mode.
const UiMode *uiMode(const std::string &id);

}  // namespace everyword
