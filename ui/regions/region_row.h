#pragma once

#include <QDoubleSpinBox>
#include <QFrame>
#include <QLineEdit>
#include <QToolButton>

#include "ui/project/document.h"
#include "ui/regions/overlap_ring.h"

namespace everyword {

/// One region in the list: swatch, label, eye, delete; under it the overlap ring and the weight.
class RegionRow : public QFrame {
  Q_OBJECT

 public:
  RegionRow(Document &document, int regionId, QWidget *parent = nullptr);
  int regionId() const { return regionId_; }
  /// Takes over what the document says.
  void refresh();
  void setPicked(bool picked);
  void setOverlap(std::optional<double> overlap, bool hasRun) {
    ring_->setOverlap(overlap, hasRun);
  }

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
  OverlapRing *ring_;
  QDoubleSpinBox *weight_;
  QToolButton *eye_;
  int gesture_ = 0;
};

}  // namespace everyword
