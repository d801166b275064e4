#include "ui/panels/number_editor.h"

#include <QCoreApplication>
#include <QHBoxLayout>
#include <QToolTip>
#include <algorithm>
#include <cmath>
#include <optional>

#include "ui/theme/spacing.h"

namespace everyword {
namespace {

/// Digits behind the point that `value` needs, at most 4.
int decimals(double value) {
  int digits = 0;
  for (double scaled = std::abs(value); digits < 4 && std::abs(scaled - std::round(scaled)) > 1e-9;
       scaled *= 10) {
    ++digits;
  }
  return digits;
}

/// Takes any number while it is typed; one that is out of range becomes the nearest that is in it,
/// and a tip says so.
class WholeNumberField final : public QSpinBox {
 protected:
  QValidator::State validate(QString &text, int &position) const override {
    const QValidator::State state = QSpinBox::validate(text, position);
    return state == QValidator::Invalid && numberIn(text) ? QValidator::Intermediate : state;
  }
  void fixup(QString &text) const override {
    if (const auto number = numberIn(text)) {
      const int nearest = int(std::clamp(*number, double(minimum()), double(maximum())));
      text = textFromValue(nearest);
      QToolTip::showText(mapToGlobal(rect().bottomLeft()),
                         QCoreApplication::translate("WholeNumberField", "From %1 to %2")
                             .arg(minimum())
                             .arg(maximum()));
    }
  }

 private:
  std::optional<double> numberIn(QString text) const {
    text.remove(suffix());
    bool isNumber = false;
    const double number = locale().toDouble(text.trimmed(), &isNumber);
    return isNumber ? std::optional(number) : std::nullopt;
  }
};

QHBoxLayout *rowOf(QWidget *editor) {
  auto *row = new QHBoxLayout(editor);
  row->setContentsMargins(0, 0, 0, 0);
  row->setSpacing(kGrid);
  return row;
}

QString suffixOf(const ParamSpec &spec) {
  if (spec.unit == "degrees") {
    return QStringLiteral("°");
  }
  return spec.unit.empty() ? QString() : QLatin1Char(' ') + QString::fromStdString(spec.unit);
}

}  // namespace

WholeNumberEditor::WholeNumberEditor(const ParamSpec &spec, QWidget *parent)
    : ParamEditor(parent), field_(new WholeNumberField) {
  field_->setRange(int(spec.minimum), int(spec.maximum));
  field_->setSingleStep(std::max(1, int(spec.step)));
  field_->setSuffix(suffixOf(spec));
  field_->setKeyboardTracking(false);  // "128" must not be 1, then 12
  field_->setAccelerated(true);
  field_->setAccessibleName(QString::fromStdString(spec.label));
  field_->setObjectName(QString::fromStdString("param_" + spec.name));
  watch(field_);
  rowOf(this)->addWidget(field_);
  connect(field_, &QSpinBox::valueChanged, this,
          [this](int value) { Q_EMIT edited(ParamValue(std::int64_t(value)), gesture()); });
}

void WholeNumberEditor::setValue(const ParamValue &value) {
  const QSignalBlocker quiet(field_);
  field_->setValue(int(std::get<std::int64_t>(value)));
}

RealNumberEditor::RealNumberEditor(const ParamSpec &spec, QWidget *parent)
    : ParamEditor(parent), field_(new QDoubleSpinBox) {
  field_->setRange(spec.minimum, spec.maximum);
  field_->setSingleStep(spec.step > 0 ? spec.step : (spec.maximum - spec.minimum) / 100);
  field_->setDecimals(std::max({2, decimals(spec.step), decimals(spec.minimum)}));
  field_->setSuffix(suffixOf(spec));
  field_->setKeyboardTracking(false);
  field_->setAccessibleName(QString::fromStdString(spec.label));
  field_->setObjectName(QString::fromStdString("param_" + spec.name));
  watch(field_);
  auto *row = rowOf(this);
  if (!spec.advanced) {
    addSlider(spec);
    row->addWidget(slider_, 1);
    field_->setFixedWidth(64);
  }
  row->addWidget(field_);
  connect(field_, &QDoubleSpinBox::valueChanged, this, [this](double value) {
    if (slider_) {
      const QSignalBlocker quiet(slider_);
      slider_->setValue(int(std::lround((value - minimum_) / sliderStep_)));
    }
    Q_EMIT edited(ParamValue(value), gesture());
  });
}

void RealNumberEditor::addSlider(const ParamSpec &spec) {
  sliderStep_ = spec.step > 0 ? spec.step : (spec.maximum - spec.minimum) / 100;
  minimum_ = spec.minimum;
  slider_ = new QSlider(Qt::Horizontal);
  slider_->setObjectName(QString::fromStdString("slider_" + spec.name));
  slider_->setAccessibleName(QString::fromStdString(spec.label));
  slider_->setRange(0, int(std::lround((spec.maximum - spec.minimum) / sliderStep_)));
  slider_->setMinimumWidth(72);
  slider_->installEventFilter(this);
  slider_->setFocusPolicy(Qt::StrongFocus);
  connect(slider_, &QSlider::sliderPressed, this, [this] { beginGesture(); });
  connect(slider_, &QSlider::valueChanged, this,
          [this](int notch) { field_->setValue(minimum_ + notch * sliderStep_); });
}

void RealNumberEditor::setValue(const ParamValue &value) {
  const QSignalBlocker quiet(field_);
  field_->setValue(std::get<double>(value));
  if (slider_) {
    const QSignalBlocker quietSlider(slider_);
    slider_->setValue(int(std::lround((std::get<double>(value) - minimum_) / sliderStep_)));
  }
}

}  // namespace everyword
