#include "ui/regions/region_row.h"

#include <QGridLayout>
#include <QLabel>
#include <QPainter>
#include <QStyle>

#include "engine/api/region_truth.h"
#include "ui/project/commands/gesture.h"
#include "ui/project/commands/region_commands.h"
#include "ui/project/region_labels.h"
#include "ui/theme/elided_label.h"
#include "ui/theme/icons.h"
#include "ui/theme/picture_colours.h"
#include "ui/theme/spacing.h"

namespace everyword {
namespace {

/// Ticked where both lamps are on.
QPixmap swatch(const QColor &colour, bool ticked) {
  constexpr int kSide = 14;
  QPixmap pixmap(kSide, kSide);
  pixmap.fill(Qt::transparent);
  QPainter painter(&pixmap);
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setPen(Qt::NoPen);
  painter.setBrush(colour);
  painter.drawRoundedRect(pixmap.rect(), 3, 3);
  if (ticked) {
    painter.setPen(QPen(inkOn(colour), 2));
    painter.drawPolyline(QPolygonF({{3, 7.5}, {6, 10.5}, {11, 4}}));
  }
  return pixmap;
}

QToolButton *smallButton(const QString &name, const QString &icon, const QString &tip) {
  auto *button = new QToolButton;
  button->setObjectName(name);
  button->setIcon(themedIcon(icon));
  button->setIconSize(QSize(16, 16));
  button->setToolTip(tip);
  button->setAccessibleName(tip);
  return button;
}

}  // namespace

RegionRow::RegionRow(Document &document, int regionId, QWidget *parent)
    : QFrame(parent),
      document_(document),
      regionId_(regionId),
      label_(new ElidedLineEdit),
      swatch_(new QLabel),
      ring_(new OverlapRing),
      looks_(new LookLamp),
      advice_(new RegionAdvice(document, regionId)),
      weight_(new QDoubleSpinBox),
      eye_(smallButton(QStringLiteral("regionEye"), QStringLiteral("eye"),
                       tr("Takes part in the run"))) {
  setObjectName(QStringLiteral("regionRow"));
  build();
  refresh();
}

void RegionRow::build() {
  label_->setObjectName(QStringLiteral("regionLabel"));
  label_->setAccessibleName(tr("Label"));
  label_->installEventFilter(this);
  weight_->setObjectName(QStringLiteral("regionWeight"));
  weight_->setAccessibleName(tr("Weight"));
  weight_->setRange(0, 10);
  weight_->setSingleStep(0.1);
  weight_->setPrefix(QStringLiteral("× "));
  weight_->setToolTip(tr("Weight: factor on this region's terms of the loss, 0 to 10; 1 is usual"));
  weight_->setFixedWidth(72);
  weight_->installEventFilter(this);
  weight_->setFocusPolicy(Qt::StrongFocus);  // the wheel scrolls the list, not the value
  eye_->setCheckable(true);
  auto *trash = smallButton(QStringLiteral("regionDelete"), QStringLiteral("trash"),
                            tr("Delete this region"));
  swatch_->setObjectName(QStringLiteral("regionSwatch"));
  auto *grid = new QGridLayout(this);
  grid->setContentsMargins(kGrid, kHalfGrid, kHalfGrid, kHalfGrid + 2);
  grid->setHorizontalSpacing(kHalfGrid);
  grid->setVerticalSpacing(2);
  grid->setColumnStretch(1, 1);
  grid->addWidget(swatch_, 0, 0);
  grid->addWidget(label_, 0, 1);
  grid->addWidget(eye_, 0, 2);
  grid->addWidget(trash, 0, 3);
  grid->addWidget(ring_, 1, 1);
  grid->addWidget(weight_, 1, 2, 1, 2);
  grid->addWidget(looks_, 2, 1, 1, 3);
  grid->addWidget(advice_, 3, 1, 1, 3);
  connect(label_, &QLineEdit::editingFinished, this, &RegionRow::rename);
  connect(eye_, &QToolButton::clicked, this, [this](bool on) {
    document_.undoStack().push(new SetRegionEnabled(document_, regionId_, on));
  });
  // The row dies with its region: not inside its own signal.
  connect(
      trash, &QToolButton::clicked, this,
      [this] { document_.undoStack().push(new DeleteRegion(document_, regionId_)); },
      Qt::QueuedConnection);
  connect(weight_, &QDoubleSpinBox::valueChanged, this, [this](double value) {
    document_.undoStack().push(new SetRegionWeight(document_, regionId_, value, gesture_));
  });
}

void RegionRow::refresh() {
  const Region *region = document_.region(regionId_);
  if (!region) {
    return;
  }
  const QString label = QString::fromStdString(region->label);
  if (label_->text() != label) {
    label_->setText(label);
  }
  label_->setToolTip(label);
  label_->setEnabled(region->enabled);
  const QSignalBlocker quiet(weight_);
  if (weight_->value() != region->weight) {
    weight_->setValue(region->weight);
  }
  eye_->setChecked(region->enabled);
  eye_->setIcon(themedIcon(region->enabled ? QStringLiteral("eye") : QStringLiteral("eye_off")));
  swatch_->setPixmap(swatch(regionColour(regionId_), satisfied_));
  swatch_->setToolTip(
      satisfied_ ? tr("Satisfied: the attention is here, and it looks like its label") : QString());
  setAccessibleName(satisfied_ ? tr("Region %1, satisfied").arg(label)
                               : tr("Region %1").arg(label));
}

void RegionRow::setScore(const RegionScore *score) {
  satisfied_ = score && isTrue(*score);
  ring_->setOverlap(score ? score->overlap : std::nullopt, score != nullptr);
  looks_->setLook(score ? score->looksLike : std::nullopt, score != nullptr);
  advice_->setScore(score);
  refresh();
}

void RegionRow::setPicked(bool picked) {
  setProperty("picked", picked);
  style()->unpolish(this);
  style()->polish(this);
}

void RegionRow::rename() {
  const Region *region = document_.region(regionId_);
  const QString label = label_->text().trimmed();
  if (!region || label == QString::fromStdString(region->label)) {
    return;
  }
  const QString problem = labelProblem(document_.request(), regionId_, label);
  if (problem.isEmpty()) {
    document_.undoStack().push(new RenameRegion(document_, regionId_, label));
  } else {
    label_->setText(QString::fromStdString(region->label));
    Q_EMIT refused(problem);
  }
}

void RegionRow::mousePressEvent(QMouseEvent *event) {
  Q_EMIT picked(regionId_);
  QFrame::mousePressEvent(event);
}

bool RegionRow::eventFilter(QObject *watched, QEvent *event) {
  if (event->type() == QEvent::FocusIn) {
    gesture_ = newGesture();
    Q_EMIT picked(regionId_);
  }
  if (event->type() == QEvent::Wheel && watched == weight_ && !weight_->hasFocus()) {
    event->ignore();
    return true;
  }
  return QFrame::eventFilter(watched, event);
}

}  // namespace everyword
