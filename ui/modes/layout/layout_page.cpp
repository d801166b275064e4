#include "ui/modes/layout/layout_page.h"

namespace everyword {

LayoutPage::LayoutPage(const PageContext &context)
    : regions_(context.document, context.heatMap, context.scene, context.canvas) {
  regions_.setParent(this);
  context.canvas.setAccessibleDescription(
      tr("The picture with its regions. B draws a box, V picks, arrows move the picked box."));
  connect(&regions_, &RegionEditing::refused, this, &ModePage::refused);
}

}  // namespace everyword
