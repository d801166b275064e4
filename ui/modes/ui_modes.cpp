#include "ui/modes/ui_modes.h"

#include "ui/modes/edit/edit_page.h"
#include "ui/modes/layout/layout_page.h"

namespace everyword {
namespace {
template <typename Page>
std::unique_ptr<ModePage> make(const PageContext &context) {
  return std::make_unique<Page>(context);
}
}  // namespace

const std::vector<UiMode> &uiModes() {
  static const std::vector<UiMode> kModes = {
      {"layout", make<LayoutPage>},
      {"edit", make<EditPage>},
  };
  return kModes;
}

const UiMode *uiMode(const std::string &id) {
  for (const UiMode &mode : uiModes()) {
    if (mode.id == id) {
      return &mode;
    }
  }
  return nullptr;
}

}  // namespace everyword
