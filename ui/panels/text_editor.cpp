#include "ui/panels/text_editor.h"

#include <QColorDialog>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QToolButton>

#include "ui/project/commands/gesture.h"
#include "ui/project/opened_file.h"
#include "ui/theme/icons.h"
#include "ui/theme/spacing.h"

namespace everyword {

TextEditor::TextEditor(const ParamSpec &spec, QWidget *parent)
    : ParamEditor(parent), field_(new QLineEdit) {
  field_->setAccessibleName(QString::fromStdString(spec.label));
  field_->setObjectName(QString::fromStdString("param_" + spec.name));
  watch(field_);
  auto *row = new QHBoxLayout(this);
  row->setContentsMargins(0, 0, 0, 0);
  row->setSpacing(kHalfGrid);
  row->addWidget(field_, 1);
  if (spec.type == ParamSpec::Type::File) {
    auto *open = new QToolButton;
    open->setObjectName(QStringLiteral("resetButton"));
    open->setIcon(themedIcon(QStringLiteral("open")));
    open->setIconSize(QSize(16, 16));
    open->setToolTip(tr("Choose a file"));
    open->setAccessibleName(tr("Choose a file"));
    connect(open, &QToolButton::clicked, this, &TextEditor::browse);
    row->addWidget(open);
  }
  connect(field_, &QLineEdit::textEdited, this, [this](const QString &text) {
    Q_EMIT edited(ParamValue(text.toStdString()), gesture());
  });
}

void TextEditor::setValue(const ParamValue &value) {
  const QString text = QString::fromStdString(std::get<std::string>(value));
  if (field_->text() != text) {
    field_->setText(text);
  }
}

void TextEditor::browse() {
  const QString path = QFileDialog::getOpenFileName(
      window(), tr("Choose a picture"), field_->text(), tr("Pictures (%1)").arg(pictureSuffixes()));
  if (!path.isEmpty()) {
    Q_EMIT edited(ParamValue(path.toStdString()), newGesture());
  }
}

ColourEditor::ColourEditor(const ParamSpec &spec, QWidget *parent)
    : ParamEditor(parent), button_(new QPushButton) {
  button_->setAccessibleName(QString::fromStdString(spec.label));
  button_->setObjectName(QString::fromStdString("param_" + spec.name));
  watch(button_);
  auto *row = new QHBoxLayout(this);
  row->setContentsMargins(0, 0, 0, 0);
  row->addWidget(button_);
  connect(button_, &QPushButton::clicked, this, &ColourEditor::choose);
}

void ColourEditor::setValue(const ParamValue &value) {
  colour_ = QString::fromStdString(std::get<std::string>(value));
  QPixmap swatch(16, 16);
  swatch.fill(QColor(colour_));
  button_->setIcon(QIcon(swatch));
  button_->setText(colour_);
}

void ColourEditor::choose() {
  const QColor chosen = QColorDialog::getColor(QColor(colour_), window(), tr("Choose a colour"));
  if (chosen.isValid()) {
    Q_EMIT edited(ParamValue(chosen.name().toStdString()), newGesture());
  }
}

}  // namespace everyword
