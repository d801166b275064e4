#pragma once

#include <QLabel>
#include <QWidget>
#include <optional>

#include "engine/api/run_events.h"
#include "ui/theme/elided_label.h"

namespace everyword {

/// Whether a region shows what its label says: an icon, and what it looks like in words.
class LookLamp : public QWidget {
  Q_OBJECT
  Q_PROPERTY(QString text READ text)

 public:
  explicit LookLamp(QWidget *parent = nullptr);
  /// None before a run (`hasRun` false), before its first look and where none is asked for.
  void setLook(const std::optional<LooksLike> &look, bool hasRun);
  /// "looks like red apple 0.83", "looks like cat", "not looked at", "not run yet".
  QString text() const { return words_->text(); }

 protected:
  void changeEvent(QEvent *event) override;

 private:
  void refresh();

  std::optional<LooksLike> look_;
  bool hasRun_ = false;
  QLabel *icon_;
  ElidedLabel *words_;
};

}  // namespace everyword
