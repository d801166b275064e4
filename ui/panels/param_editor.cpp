#include "ui/panels/param_editor.h"

#include <QEvent>
#include <limits>

#include "ui/panels/choice_editor.h"
#include "ui/panels/number_editor.h"
#include "ui/panels/seed_editor.h"
#include "ui/panels/text_editor.h"
#include "ui/project/commands/gesture.h"

namespace everyword {

void ParamEditor::beginGesture() { gesture_ = newGesture(); }

void ParamEditor::watch(QWidget *field) {
  field->installEventFilter(this);
  field->setFocusPolicy(Qt::StrongFocus);
  setFocusProxy(field);
}

bool ParamEditor::eventFilter(QObject *watched, QEvent *event) {
  if (event->type() == QEvent::FocusIn) {
    beginGesture();
  }
  auto *field = qobject_cast<QWidget *>(watched);
  if (event->type() == QEvent::Wheel && field && !field->hasFocus()) {
    event->ignore();
    return true;
  }
  return QWidget::eventFilter(watched, event);
}

ParamEditor *makeParamEditor(const ParamSpec &spec, QWidget *parent) {
  switch (spec.type) {
    case ParamSpec::Type::Bool:
      return new SwitchEditor(spec, parent);
    case ParamSpec::Type::Int:
      if (spec.maximum > std::numeric_limits<int>::max()) {
        return new SeedEditor(spec, parent);
      }
      return new WholeNumberEditor(spec, parent);
    case ParamSpec::Type::Real:
      return new RealNumberEditor(spec, parent);
    case ParamSpec::Type::Choice:
      return new ChoiceEditor(spec, parent);
    case ParamSpec::Type::Colour:
      return new ColourEditor(spec, parent);
    case ParamSpec::Type::Text:
    case ParamSpec::Type::File:
      break;
  }
  return new TextEditor(spec, parent);
}

}  // namespace everyword
