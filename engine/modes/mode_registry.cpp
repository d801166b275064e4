// The table of modes: a new one adds a folder beside layout/ and a row here.
#include "engine/modes/mode_registry.h"

#include "engine/api/errors.h"
#include "engine/modes/layout/layout_mode.h"

namespace everyword {

const std::vector<Mode> &modes() {
  static const std::vector<Mode> table = {
      {"layout",
       "Layout",
       {"clip", "vqgan"},
       {},
       "vqgan_codes",
       layout::check,
       layout::preset,
       layout::scoreRegions},
  };
  return table;
}

const Mode &modeOf(const std::string &id) {
  std::string names;
  for (const Mode &mode : modes()) {
    if (mode.id == id) {
      return mode;
    }
    names += (names.empty() ? "" : ", ") + mode.id;
  }
  throw InputError("there is no mode '" + id.substr(0, 40) + "'", "choose one of: " + names);
}

}  // namespace everyword
