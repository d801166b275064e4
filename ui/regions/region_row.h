#pragma once

#include <QDoubleSpinBox>
#include <QFrame>
#include <QLabel>
#include <QLineEdit>
#include <QToolButton>

#include "ui/project/document.h"
#include "ui/regions/look_lamp.h"
#include "ui/regions/overlap_ring.h"
#include "ui/regions/region_advice.h"

namespace everyword {

/// One region in the list: swatch, label, eye, delete; under it the two lamps of a region, whether
/// the attention is here and what it looks like, and the weight. A tick in the swatch: both are on.
class RegionRow : public QFrame {
  Q_OBJECT

 public:
  RegionRow(Document &document, int regionId, QWidget *parent = nullptr);
  int regionId() const { return regionId_; }
  /// Takes over what the document says.
  void refresh();
  void setPicked(bool picked);
  /// nullptr: no run.
  void setScore(const RegionScore *score);

 Q_SIGNALS:
  void picked(int regionId);
  /// The label was refused: one sentence.
  void refused(const QString &sentence);

 protected:
  void mousePressEvent(QMouseEvent *event) override;
  bool eventFilter(QObject *watched, QEvent *event) override;

 private:
  void build();
  void rename();

  Document &document_;
  int regionId_;
  QLineEdit *label_;
  QLabel *swatch_;
  OverlapRing *ring_;
  LookLamp *looks_;
  RegionAdvice *advice_;
  QDoubleSpinBox *weight_;
  QToolButton *eye_;
  bool satisfied_ = false;
  int gesture_ = 0;
};

}  // namespace everyword
