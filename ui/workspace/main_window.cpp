#include "ui/workspace/main_window.h"

#include <QCloseEvent>
#include <QStatusBar>
#include <QToolBar>
#include <QVBoxLayout>

#include "ui/panels/heat_map_panel.h"
#include "ui/project/commands/gesture.h"
#include "ui/project/commands/request_commands.h"
#include "ui/project/sample_project.h"
#include "ui/theme/actions.h"
#include "ui/theme/float_at_top.h"
#include "ui/theme/icons.h"

namespace everyword {

MainWindow::MainWindow(EngineFactory makeEngine, ModelStoreFactory makeStore)
    : controller_(std::move(makeEngine)),
      group_(controller_, history_),
      models_(std::move(makeStore), *this),
      actions_(this),
      files_(new ProjectFiles(
          document_, [this](const ModelSet &set) { return models_.shelf().resolve(set); }, *this)),
      exports_(new ExportJobs(*this)),
      scene_(new CanvasScene(document_, heatMap_, this)) {
  setObjectName(QStringLiteral("mainWindow"));
  setWindowIcon(themedIcon(QStringLiteral("everyword")));
  resize(1360, 860);
  actions_.undo = document_.undoStack().createUndoAction(this, tr("&Undo"));
  actions_.redo = document_.undoStack().createRedoAction(this, tr("&Redo"));
  actions_.undo->setShortcut(QKeySequence::Undo);
  actions_.undo->setIcon(themedIcon(QStringLiteral("undo")));
  actions_.redo->setShortcuts(
      {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_Z), QKeySequence(Qt::CTRL | Qt::Key_Y)});
  actions_.redo->setIcon(themedIcon(QStringLiteral("redo")));
  status_ = new RunStatus(*statusBar());
  buildCentre();
  buildDocks();
  menus_ = std::make_unique<WindowMenus>(*this, actions_, *files_);
  display_ = new RunDisplay(
      controller_, history_, group_, heatMap_, document_,
      {*scene_, canvas_->legend(), *promptBar_, *modes_, *progress_, *status_}, this);
  runs_ = new RunDesk(
      {document_, controller_, history_, group_, *modes_, *announcer_, *messages_, *display_},
      this);
  connectActions();
  connectFocus();
  connectDocument();
  connectRun();
  connectMessages();
  connectExports();
  connectModels();
  connectModes();
  enterMode();
  document_.open(sampleProject(), QString());
  refreshActions();
  controller_.open();
}

MainWindow::~MainWindow() {
  // Fields that lose the focus write to the document, so the widgets have to go while it is still
  // there.
  hide();
  delete files_;  // its jobs use the models
  document_.disconnect();
  document_.undoStack().disconnect();
  controller_.disconnect();
  canvas_->setHomeTool(nullptr);
  canvas_->setTool(nullptr);
  canvas_->setLayer(nullptr);
  delete takeCentralWidget();
  qDeleteAll(findChildren<QDockWidget *>(QString(), Qt::FindDirectChildrenOnly));
  delete promptBar_;
  modes_.reset();
}

void MainWindow::buildCentre() {
  canvas_ = new CanvasView(*scene_);
  auto *centre = new QWidget;
  auto *column = new QVBoxLayout(centre);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(0);
  column->addWidget(canvas_, 1);
  messages_ = new MessageBar(centre);
  new FloatAtTop(*messages_);
  setCentralWidget(centre);
  modes_ = std::make_unique<ModeDesk>(
      PageContext{document_, heatMap_, *scene_, *canvas_, controller_, history_, group_}, *column,
      this);

  promptBar_ = new PromptBar(document_);
  promptBar_->addAtEnd(models_.button());
  auto *top = new QWidget;
  auto *row = new QHBoxLayout(top);
  row->setContentsMargins(0, 0, 0, 0);
  row->setSpacing(0);
  row->addWidget(modes_->modeSwitch(), 0, Qt::AlignTop);
  row->addWidget(promptBar_, 1);
  auto *line = new QToolBar(tr("Prompt"), this);
  line->setObjectName(QStringLiteral("promptToolBar"));
  line->setMovable(false);
  line->toggleViewAction()->setEnabled(false);
  line->addWidget(top);
  addToolBar(Qt::TopToolBarArea, line);
  setContextMenuPolicy(Qt::NoContextMenu);
}

void MainWindow::buildDocks() {
  setCorner(Qt::BottomRightCorner, Qt::RightDockWidgetArea);
  guidance_ = new GuidancePanel(document_);
  auto *log = new LogPanel;
  progress_ = new ProgressPanel(history_, log);
  announcer_ = new Announcer(*messages_, *log, this);
  guidanceDock_ = makeDock(QStringLiteral("guidanceDock"), tr("Guidance"), guidance_);
  heatMapDock_ = makeDock(QStringLiteral("heatMapDock"), tr("Heat map"),
                          new HeatMapPanel(document_, heatMap_));
  auto *progressDock = makeDock(QStringLiteral("progressDock"), tr("Progress"), progress_);
  setTabPosition(Qt::RightDockWidgetArea, QTabWidget::North);
  addDockWidget(Qt::BottomDockWidgetArea, progressDock);
  progressDock->setTitleBarWidget(new QWidget(progressDock));  // what it shows names it
  const auto makeRoom = [this, progressDock] { resizeDocks({progressDock}, {220}, Qt::Vertical); };
  connect(progress_, &ProgressPanel::unfolded, this, makeRoom, Qt::QueuedConnection);
  makeRoom();
}

/// The panels on the right as a page finds them at first. Where it has more than one of its own,
/// all but that on top share a place.
void MainWindow::arrangeDocks() {
  const QList<QDockWidget *> own = modes_->page().panels();
  const bool tabs = own.size() > 1;
  QList<QDockWidget *> column = own.mid(0, 1);
  column << guidanceDock_ << heatMapDock_;
  for (QDockWidget *dock : column) {
    addDockWidget(Qt::RightDockWidgetArea, dock);
    dock->show();
  }
  for (QDockWidget *dock : own.mid(1) + (tabs ? QList{heatMapDock_} : QList<QDockWidget *>())) {
    tabifyDockWidget(guidanceDock_, dock);
    dock->show();
  }
  guidanceDock_->raise();
  if (tabs) {
    resizeDocks({column.front(), guidanceDock_}, {376, 270}, Qt::Vertical);
  } else {
    resizeDocks(column.mid(column.size() - 3), {250, 306, 160}, Qt::Vertical);
  }
  resizeDocks({column.front()}, {328}, Qt::Horizontal);
}

void MainWindow::enterMode() {
  ModePage &page = modes_->page();
  const auto refuse = [this](const QString &sentence) { announcer_->error(sentence); };
  connect(&page, &ModePage::refused, this, refuse);
  connect(&page, &ModePage::reported, announcer_, &Announcer::info);
  connect(&page, &ModePage::startPictureChosen, files_, &ProjectFiles::startFromPicture);
  connect(&page, &ModePage::runTogetherRequested, runs_, &RunDesk::generateTogether);
  page.setKnownWords(knownWords_);
  promptBar_->setSuggestsWords(page.suggestsWords());
  guidance_->setMode(modes_->mode());
  arrangeDocks();
  menus_->addPage(page);
}

void MainWindow::onDocumentChanged(const ChangeEvent &event) {
  if (event.kind == ChangeEvent::Kind::Defaults) {
    return;
  }
  models_.choice().setRequest(document_.toRequest());
  const bool isOther = generation_ != document_.generation();
  generation_ = document_.generation();
  if (isOther || !controller_.isActive()) {
    messages_->dismissStale();  // it was about what has changed now
  }
  const bool all = event.kind == ChangeEvent::Kind::Everything;
  const bool models = all || event.kind == ChangeEvent::Kind::Models;
  if (models || event.kind == ChangeEvent::Kind::Prompt) {
    countTokens();
  }
  const std::string mode = modes_->mode();
  if (all) {
    if (isOther) {
      canvas_->fit();
    }
    modes_->follow();
    if (mode == modes_->mode() && !controller_.isActive()) {
      group_.clear();
      history_.clear();
    }
  }
  if (models) {
    pack_.ask(document_.request().models, document_.request().mode);
  }
  if (controller_.update(document_.toRequest(), document_.generation())) {
    display_->noteEdit();
  }
  controller_.prepare(document_.request());
}

/// A picture with a recipe may have been meant as one to start from.
void MainWindow::offerStartFrom(const QString &path, const QString &sentence) {
  announcer_->report(MessageBar::Kind::Info, sentence, tr("Start from this picture instead"),
                     [this, path, restored = document_.undoStack().index()] {
                       if (document_.undoStack().index() == restored) {
                         document_.undoStack().undo();
                       }
                       files_->startFromPicture(path);
                     });
}

void MainWindow::exportPicture() {
  exports_->exportPicture(display_->frame(), display_->recipe());
  if (display_->isEdited()) {
    announcer_->report(MessageBar::Kind::Warning,
                       tr("This run has been edited: the recipe of its pictures has the edits only "
                          "once the run has ended. Export again then."));
  }
}

void MainWindow::finishEditing() { canvas_->setFocus(); }

void MainWindow::adopt(const std::shared_ptr<Engine> &engine) {
  tokens_.setEngine(engine);
  models_.shelf().setEngine(engine);
  pack_.setEngine(engine);
  modes_->setEngine(engine);
  pack_.ask(document_.request().models, document_.request().mode);
}

void MainWindow::adoptPack(const RunRequest &defaults, const QStringList &words) {
  document_.setDefaults(defaults);
  knownWords_ = words;
  modes_->page().setKnownWords(words);
  const bool untouched = document_.filePath().isEmpty() && document_.undoStack().count() == 0;
  const RunRequest recommended = withSample(defaults);
  if (untouched && document_.request().toJson() == sampleProject().toJson() &&
      recommended.toJson() != sampleProject().toJson()) {
    document_.open(recommended, QString());
  }
  Q_EMIT ready();
}

void MainWindow::onFailed(const QString &sentence, bool canRunAnyway) {
  if (canRunAnyway) {
    announcer_->report(MessageBar::Kind::Warning, sentence, tr("Run anyway"),
                       [this] { runAnyway(); });
  } else {
    announcer_->error(sentence);
  }
}

void MainWindow::runAnyway() {
  if (const ParamSpec *spec = findParam("allow_unknown_words")) {
    document_.undoStack().push(new SetParam(document_, *spec, ParamValue(true), newGesture()));
    runs_->generate();
  }
}

void MainWindow::refreshActions() {
  const RunState state = controller_.state();
  actions_.generate->setEnabled(state == RunState::Idle);
  actions_.continueRun->setEnabled(runs_->canContinue());
  actions_.moreSteps->setEnabled(runs_->canAddSteps());
  promptBar_->setContinuation(runs_->canContinue(), runs_->canAddSteps());
  actions_.pause->setEnabled(state == RunState::Running || state == RunState::Paused);
  actions_.stop->setEnabled(state == RunState::Idle ? controller_.isPreparing()
                                                    : state != RunState::Stopping);
  actions_.exportPicture->setEnabled(!history_.frames().empty());
  actions_.exportAnimation->setEnabled(!history_.frames().empty());
}

void MainWindow::refreshTitle() {
  setWindowTitle(tr("%1[*] - Everyword").arg(document_.title()));
  setWindowModified(document_.isModified());
}

void MainWindow::countTokens() {
  tokens_.count(document_.request().models,
                QString::fromStdString(document_.request().objective.prompt));
}

/// Esc first leaves what is under way on the canvas, wherever the focus is; only then it is that of
/// the Stop command.
bool MainWindow::event(QEvent *event) {
  const bool isKey = event->type() == QEvent::ShortcutOverride || event->type() == QEvent::KeyPress;
  if (isKey && static_cast<QKeyEvent *>(event)->key() == Qt::Key_Escape && canvas_->canEscape()) {
    if (event->type() == QEvent::KeyPress) {
      canvas_->escape();
    }
    event->accept();
    return true;
  }
  return QMainWindow::event(event);
}

/// In a low window the picture has the room of the charts, until they are asked for.
void MainWindow::resizeEvent(QResizeEvent *event) {
  constexpr int kEnoughForCharts = 780;
  QMainWindow::resizeEvent(event);
  if (progress_) {
    progress_->setRoomForCharts(height() >= kEnoughForCharts);
  }
}

void MainWindow::closeEvent(QCloseEvent *event) {
  if (controller_.isActive()) {
    closing_ = true;
    controller_.stop();
    event->ignore();  // again once the run has ended
    return;
  }
  if (!files_->mayDiscard()) {
    closing_ = false;
    event->ignore();
    return;
  }
  event->accept();
  Q_EMIT closed();
}

}  // namespace everyword
