#pragma once

#include <QLabel>
#include <QToolButton>
#include <QWidget>

#include "engine/api/run_events.h"
#include "ui/project/document.h"

namespace everyword {

/// Under a region whose two lamps disagree: what is wrong in one sentence, and what helps in one
/// click.
class RegionAdvice : public QWidget {
  Q_OBJECT

 public:
  RegionAdvice(Document &document, int regionId, QWidget *parent = nullptr);
  /// Shows or hides itself. nullptr: no run.
  void setScore(const RegionScore *score);

 private:
  void raiseWeight();
  void pushOthersAway();

  Document &document_;
  int regionId_;
  QLabel *sentence_;
  QToolButton *weightUp_, *pushAway_;
};

/// Why a region is not satisfied although one lamp is on, one sentence; empty when it is satisfied,
/// and when both lamps are off and nothing more is known.
QString adviceOn(const RegionScore &score);

}  // namespace everyword
