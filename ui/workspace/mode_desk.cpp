#include "ui/workspace/mode_desk.h"

#include "ui/project/commands/request_commands.h"
#include "ui/project/mode_params.h"

namespace everyword {

ModeDesk::ModeDesk(const PageContext &context, QVBoxLayout &column, QObject *parent)
    : QObject(parent), context_(context), column_(column), switch_(new ModeSwitch) {
  connect(switch_, &ModeSwitch::chosen, this, &ModeDesk::choose);
  connect(&context_.controller, &RunController::stateChanged, this, [this](RunState state) {
    if (switch_) {
      switch_->setRunning(state != RunState::Idle);
    }
  });
  connect(&lookup_, &PackLookup::found, this, [this](const RunRequest &recommended) {
    if (recommended.mode == wanted_ && !context_.controller.isActive()) {
      wanted_.clear();
      Q_EMIT aboutToSwitch();
      context_.document.undoStack().push(new SetMode(
          context_.document, recommended, QString::fromStdString(modeTitle(recommended.mode))));
    }
    follow();
  });
  connect(&lookup_, &PackLookup::failed, this, [this](const QString &sentence) {
    wanted_.clear();
    follow();
    Q_EMIT failed(sentence);
  });
  makePage(uiModes().front());
}

ModeDesk::~ModeDesk() = default;

void ModeDesk::choose(const std::string &mode) {
  wanted_.clear();
  if (mode != context_.document.request().mode) {
    wanted_ = mode;
    lookup_.ask(context_.document.request().models, mode);
  }
}

void ModeDesk::follow() {
  const std::string &wanted = context_.document.request().mode;
  switch_->setMode(wanted);
  const UiMode *mode = uiMode(wanted);
  if (mode && wanted != mode_) {
    makePage(*mode);
  }
  const bool isNews = !mode && generation_ != context_.document.generation();
  generation_ = mode ? -1 : context_.document.generation();
  if (isNews) {
    Q_EMIT reported(tr("“%1” is of the mode %2, which has no page in this window: it is kept as it "
                       "is, and can be run and saved.")
                        .arg(context_.document.title(), QString::fromStdString(modeTitle(wanted))));
  }
}

void ModeDesk::makePage(const UiMode &mode) {
  if (page_) {
    context_.canvas.setFocus();  // a field that is still being edited
    Q_EMIT leaving();
    context_.canvas.setHomeTool(nullptr);
    context_.canvas.setTool(nullptr);
    context_.canvas.setLayer(nullptr);
    delete page_->belowCanvas();
    for (QDockWidget *dock : page_->panels()) {
      dock->hide();
      delete dock;
    }
    tools_.reset();
  }
  page_ = nullptr;  // before the next: both have regions on the canvas
  page_ = mode.makePage(context_);
  page_->setParent(this);
  mode_ = mode.id;
  context_.canvas.setLayer(page_->layer());
  if (QWidget *below = page_->belowCanvas()) {
    column_.addWidget(below);
  }
  tools_ = std::make_unique<QActionGroup>(nullptr);
  for (CanvasTool *tool : page_->tools()) {
    tools_->addAction(tool->action());
    connect(tool->action(), &QAction::triggered, page_.get(),
            [this, tool] { context_.canvas.setTool(tool); });
  }
  if (!tools_->actions().isEmpty()) {
    tools_->actions().front()->trigger();
    context_.canvas.setHomeTool(page_->tools().front());
  }
  Q_EMIT entered();
}

}  // namespace everyword
