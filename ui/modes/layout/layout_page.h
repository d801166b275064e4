#pragma once

#include "ui/modes/mode_page.h"
#include "ui/regions/region_editing.h"

namespace everyword {

/// A prompt, and regions that say where things belong.
class LayoutPage : public ModePage {
  Q_OBJECT

 public:
  explicit LayoutPage(const PageContext &context);

  QList<QDockWidget *> panels() override { return {regions_.dock()}; }
  QList<CanvasTool *> tools() override { return regions_.tools(); }
  QList<QAction *> actions() override { return regions_.actions(); }
  CanvasLayer *layer() override { return &regions_.layer(); }
  void show(const StepEvent &event) override { regions_.setScores(event.regions); }
  void clear() override { regions_.setScores({}); }
  void setKnownWords(const QStringList &words) override { regions_.setKnownWords(words); }
  QString scoresOf(const RunOutcome &outcome) const override { return regions_.scoresOf(outcome); }
  QList<std::pair<QString, QString>> gestures() const override { return regions_.gestures(); }

 private:
  RegionEditing regions_;
};

}  // namespace everyword
