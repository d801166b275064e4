#pragma once

#include "ui/modes/edit/before_after.h"
#include "ui/modes/edit/edit_layer.h"
#include "ui/modes/edit/lambda_bar.h"
#include "ui/modes/edit/protection.h"
#include "ui/modes/edit/start_panel.h"
#include "ui/modes/mode_page.h"
#include "ui/regions/region_editing.h"
#include "ui/session/start_faces.h"

namespace everyword {

/// A face follows the prompt: where it begins, which words count and how much, what must not
/// change.
class EditPage : public ModePage {
  Q_OBJECT

 public:
  explicit EditPage(const PageContext &context);

  QList<QDockWidget *> panels() override { return {startDock_, regions_.dock()}; }
  QWidget *belowCanvas() override { return lambda_; }
  QList<CanvasTool *> tools() override;
  QList<QAction *> actions() override { return protection_.actions() + regions_.actions(); }
  QList<QAction *> views() override { return beforeAfter_.actions(); }
  CanvasLayer *layer() override { return &layer_; }
  void show(const StepEvent &event) override { regions_.setScores(event.regions); }
  void clear() override { regions_.setScores({}); }
  void setKnownWords(const QStringList &words) override { regions_.setKnownWords(words); }
  bool suggestsWords() const override { return true; }
  QString adviceOn(const RunRequest &request) const override;
  QString scoresOf(const RunOutcome &outcome) const override;
  QList<std::pair<QString, QString>> gestures() const override;

 private:
  void connectRun();
  void refreshFace();
  void showFace();
  void refreshResult();

  PageContext context_;
  RegionEditing regions_;
  BeforeAfter beforeAfter_;
  EditLayer layer_;
  Protection protection_;
  ProtectionBrush brush_, eraser_;
  StartFaces face_;  ///< that the next run begins with
  StartPanel *start_;
  QDockWidget *startDock_;
  LambdaBar *lambda_;
  LatentPtr result_;   ///< of the last run alone
  int resultOf_ = -1;  ///< Document::generation() of it
};

}  // namespace everyword
