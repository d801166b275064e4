#pragma once

#include <QWidget>
#include <optional>

namespace everyword {

/// Whether the attention for a region is in its box: a ring that fills with the overlap, its state
/// beside it in words and a number.
class OverlapRing : public QWidget {
  Q_OBJECT
  Q_PROPERTY(QString text READ text)

 public:
  explicit OverlapRing(QWidget *parent = nullptr);
  /// [0, 1]; none before a run (`hasRun` false) and where the method computes none.
  void setOverlap(std::optional<double> overlap, bool hasRun);
  std::optional<double> overlap() const { return overlap_; }
  /// "attention here 0.71", "not run yet", "not measured".
  QString text() const;
  QSize sizeHint() const override;
  QSize minimumSizeHint() const override { return sizeHint(); }

 protected:
  void paintEvent(QPaintEvent *) override;

 private:
  std::optional<double> overlap_;
  bool hasRun_ = false;
};

}  // namespace everyword
