#include "ui/regions/label_editor.h"

#include <QCompleter>
#include <QFocusEvent>
#include <QKeyEvent>
#include <utility>

#include "ui/project/commands/region_commands.h"
#include "ui/project/region_labels.h"

namespace everyword {

LabelEditor::LabelEditor(Document &document, QWidget *parent)
    : QLineEdit(parent), document_(document) {
  setObjectName(QStringLiteral("regionLabelEdit"));
  setAccessibleName(tr("Label of the region"));
  setPlaceholderText(tr("What should appear here?"));
  hide();
}

void LabelEditor::setKnownWords(const QStringList &words) {
  auto *completer = new QCompleter(words, this);
  completer->setCaseSensitivity(Qt::CaseInsensitive);
  setCompleter(words.isEmpty() ? nullptr : completer);
}

void LabelEditor::edit(int regionId, const QPoint &place) {
  const Region *region = document_.region(regionId);
  if (!region) {
    return;
  }
  regionId_ = regionId;
  setText(QString::fromStdString(region->label));
  constexpr int kAround = 32;
  resize(std::max(200, fontMetrics().horizontalAdvance(placeholderText()) + kAround),
         sizeHint().height());
  const QSize room = parentWidget()->size();
  QPoint corner(place.x(), place.y() - height());
  corner.setX(std::clamp(corner.x(), 0, std::max(0, room.width() - width())));
  corner.setY(std::clamp(corner.y(), 0, std::max(0, room.height() - height())));
  QWidget::move(corner);
  show();
  raise();
  setFocus();
  selectAll();
}

bool LabelEditor::event(QEvent *event) {
  // Esc closes this field; it must not reach the window's "Stop".
  if (event->type() == QEvent::ShortcutOverride &&
      static_cast<QKeyEvent *>(event)->key() == Qt::Key_Escape) {
    event->accept();
    return true;
  }
  return QLineEdit::event(event);
}

void LabelEditor::keyPressEvent(QKeyEvent *event) {
  if (event->key() == Qt::Key_Escape) {
    closeEditor();
  } else if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) {
    accept();
  } else {
    QLineEdit::keyPressEvent(event);
  }
}

void LabelEditor::focusOutEvent(QFocusEvent *event) {
  QLineEdit::focusOutEvent(event);
  // The completer's list takes the focus for a moment.
  if (event->reason() != Qt::PopupFocusReason) {
    accept();
  }
}

void LabelEditor::accept() {
  const int id = std::exchange(regionId_, -1);
  const Region *region = document_.region(id);
  const QString label = text().trimmed();
  if (region && label != QString::fromStdString(region->label)) {
    const QString problem = labelProblem(document_.request(), id, label);
    if (problem.isEmpty()) {
      document_.undoStack().push(new RenameRegion(document_, id, label));
    } else {
      Q_EMIT refused(problem);
    }
  }
  closeEditor();
}

void LabelEditor::closeEditor() {
  regionId_ = -1;
  if (isVisible()) {
    hide();
    Q_EMIT closed();
  }
}

}  // namespace everyword
