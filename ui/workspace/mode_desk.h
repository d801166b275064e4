#pragma once

#include <QActionGroup>
#include <QPointer>
#include <QVBoxLayout>

#include "ui/modes/ui_modes.h"
#include "ui/session/pack_lookup.h"
#include "ui/workspace/mode_switch.h"

namespace everyword {

/// The page of the document's mode, which comes and goes with the mode, and the switch.
class ModeDesk : public QObject {
  Q_OBJECT

 public:
  /// `column` holds the canvas; what a page has below it goes to its end.
  ModeDesk(const PageContext &context, QVBoxLayout &column, QObject *parent);
  ~ModeDesk() override;

  ModePage &page() { return *page_; }
  /// RunRequest::mode of the page, which is not the document's where that has none.
  const std::string &mode() const { return mode_; }
  /// For the top of the window, which takes it.
  ModeSwitch *modeSwitch() { return switch_; }
  void setEngine(std::shared_ptr<Engine> engine) { lookup_.setEngine(std::move(engine)); }
  /// Makes the page of the document's mode, unless it is there.
  void follow();

 Q_SIGNALS:
  /// By the switch, before the document changes.
  void aboutToSwitch();
  /// The page is about to go with all that it has in the window.
  void leaving();
  /// page() is another.
  void entered();
  /// The document is of a mode without a page: one sentence.
  void reported(const QString &sentence);
  void failed(const QString &sentence);

 private:
  void choose(const std::string &mode);
  void makePage(const UiMode &mode);

  PageContext context_;
  QVBoxLayout &column_;
  PackLookup lookup_;
  QPointer<ModeSwitch> switch_;
  std::unique_ptr<ModePage> page_;
  std::unique_ptr<QActionGroup> tools_;
  std::string mode_;
  std::string wanted_;   ///< by the switch, until its settings are known
  int generation_ = -1;  ///< of the document whose mode has no page, as far as it was said
};

}  // namespace everyword
