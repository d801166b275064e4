#include "ui/workspace/main_window.h"

#include <QCloseEvent>
#include <QDesktopServices>
#include <QFileInfo>
#include <QStatusBar>
#include <QToolBar>
#include <QUrl>
#include <QVBoxLayout>

#include "ui/panels/heat_map_panel.h"
#include "ui/project/commands/gesture.h"
#include "ui/project/commands/request_commands.h"
#include "ui/project/sample_project.h"
#include "ui/theme/actions.h"
#include "ui/theme/file_drops.h"
#include "ui/theme/icons.h"
#include "ui/theme/sentence.h"

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
  connectActions();
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
  canvas_->setTool(nullptr);
  canvas_->setLayer(nullptr);
  delete takeCentralWidget();
  qDeleteAll(findChildren<QDockWidget *>(QString(), Qt::FindDirectChildrenOnly));
  delete promptBar_;
  modes_.reset();
}

void MainWindow::buildCentre() {
  messages_ = new MessageBar;
  canvas_ = new CanvasView(*scene_);
  auto *centre = new QWidget;
  auto *column = new QVBoxLayout(centre);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(0);
  column->addWidget(messages_);
  column->addWidget(canvas_, 1);
  setCentralWidget(centre);
  modes_ = std::make_unique<ModeDesk>(
      PageContext{document_, heatMap_, *scene_, *canvas_, controller_, history_, group_}, *column,
      this);

  promptBar_ = new PromptBar(document_);
  modes_->modeSwitch()->addAtEnd(models_.button());
  const auto addLine = [this](const QString &name, const QString &title, QWidget *content) {
    auto *line = new QToolBar(title, this);
    line->setObjectName(name);
    line->setMovable(false);
    line->toggleViewAction()->setEnabled(false);
    line->addWidget(content);
    addToolBar(Qt::TopToolBarArea, line);
  };
  addLine(QStringLiteral("modeToolBar"), tr("Mode"), modes_->modeSwitch());
  addToolBarBreak(Qt::TopToolBarArea);
  addLine(QStringLiteral("promptToolBar"), tr("Prompt"), promptBar_);
  setContextMenuPolicy(Qt::NoContextMenu);
}

void MainWindow::buildDocks() {
  setCorner(Qt::BottomRightCorner, Qt::RightDockWidgetArea);
  guidance_ = new GuidancePanel(document_);
  progress_ = new ProgressPanel(history_);
  auto *log = new LogPanel;
  announcer_ = new Announcer(*messages_, *log, this);
  guidanceDock_ = makeDock(QStringLiteral("guidanceDock"), tr("Guidance"), guidance_);
  heatMapDock_ = makeDock(QStringLiteral("heatMapDock"), tr("Heat map"),
                          new HeatMapPanel(document_, heatMap_));
  auto *progressDock = makeDock(QStringLiteral("progressDock"), tr("Progress"), progress_);
  auto *logDock = makeDock(QStringLiteral("logDock"), tr("Log"), log);
  setTabPosition(Qt::BottomDockWidgetArea, QTabWidget::North);
  setTabPosition(Qt::RightDockWidgetArea, QTabWidget::North);
  for (QDockWidget *dock : {progressDock, logDock}) {
    addDockWidget(Qt::BottomDockWidgetArea, dock);
    dock->setTitleBarWidget(new QWidget(dock));  // the tabs name them
  }
  tabifyDockWidget(progressDock, logDock);
  progressDock->raise();
  resizeDocks({progressDock}, {220}, Qt::Vertical);
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
  connect(&page, &ModePage::runTogetherRequested, this, &MainWindow::generateTogether);
  page.setKnownWords(knownWords_);
  promptBar_->setSuggestsWords(page.suggestsWords());
  guidance_->setMode(modes_->mode());
  arrangeDocks();
  menus_->addPage(page);
}

void MainWindow::connectModes() {
  connect(modes_.get(), &ModeDesk::aboutToSwitch, this, &MainWindow::finishEditing);
  connect(modes_.get(), &ModeDesk::entered, this, &MainWindow::enterMode);
  connect(modes_.get(), &ModeDesk::reported, announcer_, &Announcer::info);
  connect(modes_.get(), &ModeDesk::failed, announcer_, &Announcer::error);
}

void MainWindow::connectActions() {
  connect(actions_.newProject, &QAction::triggered, files_, &ProjectFiles::newProject);
  connect(actions_.open, &QAction::triggered, files_, &ProjectFiles::openWithDialog);
  connect(actions_.save, &QAction::triggered, files_, &ProjectFiles::save);
  connect(actions_.saveAs, &QAction::triggered, files_, &ProjectFiles::saveAs);
  connect(actions_.quit, &QAction::triggered, this, &QWidget::close);
  connect(actions_.zoomIn, &QAction::triggered, canvas_, &CanvasView::zoomIn);
  connect(actions_.zoomOut, &QAction::triggered, canvas_, &CanvasView::zoomOut);
  connect(actions_.fit, &QAction::triggered, canvas_, &CanvasView::fit);
  connect(actions_.actualSize, &QAction::triggered, canvas_, &CanvasView::actualSize);
  connect(actions_.smooth, &QAction::toggled, scene_, &CanvasScene::setSmooth);
  connect(actions_.heatMap, &QAction::toggled, &heatMap_, &HeatMapSettings::setVisible);
  connect(&heatMap_, &HeatMapSettings::changed, this,
          [this] { actions_.heatMap->setChecked(heatMap_.values().visible); });
  connect(actions_.shortcuts, &QAction::triggered, this,
          [this] { showShortcuts(*this, modes_->page()); });
  connect(actions_.about, &QAction::triggered, this, [this] { showAbout(*this); });
}

void MainWindow::connectDocument() {
  connect(&document_, &Document::changed, this, &MainWindow::onDocumentChanged);
  connect(&document_, &Document::fileChanged, this, &MainWindow::refreshTitle);
  connect(&pack_, &PackLookup::found, this, &MainWindow::adoptPack);
  connect(&tokens_, &TokenCounter::counted, promptBar_, &PromptBar::setTokens);
}

void MainWindow::onDocumentChanged(const ChangeEvent &event) {
  if (event.kind == ChangeEvent::Kind::Defaults) {
    return;
  }
  models_.choice().setRequest(document_.toRequest());
  const bool all = event.kind == ChangeEvent::Kind::Everything;
  const bool models = all || event.kind == ChangeEvent::Kind::Models;
  if (models || event.kind == ChangeEvent::Kind::Prompt) {
    countTokens();
  }
  const std::string mode = modes_->mode();
  if (all) {
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

void MainWindow::connectRun() {
  connect(promptBar_, &PromptBar::generateRequested, this, &MainWindow::generate);
  connect(actions_.generate, &QAction::triggered, this, &MainWindow::generate);
  connect(actions_.continueRun, &QAction::triggered, this, &MainWindow::continueShownRun);
  connect(&controller_, &RunController::finished, this, [this](const RunOutcome &outcome) {
    keepRunState(controller_.endState(), outcome.request.mode);
    if (outcome.frame && display_->isOfDocument()) {
      document_.markRun();
    }
    refreshActions();
  });
  connect(promptBar_, &PromptBar::pauseToggled, &controller_, &RunController::togglePause);
  connect(progress_, &ProgressPanel::pauseToggled, &controller_, &RunController::togglePause);
  connect(actions_.pause, &QAction::triggered, &controller_, &RunController::togglePause);
  connect(promptBar_, &PromptBar::stopRequested, &controller_, &RunController::stop);
  connect(actions_.stop, &QAction::triggered, &controller_, &RunController::stop);
  connect(&controller_, &RunController::engineReady, this, &MainWindow::adopt);
  connect(&controller_, &RunController::stateChanged, this, [this](RunState state) {
    guidance_->setRunning(state != RunState::Idle);
    models_.choice().setEnabled(state == RunState::Idle);
    controller_.prepare(document_.request());  // the models may have changed during the run
    refreshActions();
    if (closing_ && state == RunState::Idle) {
      // After the controller has reported how the run ended.
      QMetaObject::invokeMethod(this, &QWidget::close, Qt::QueuedConnection);
    }
  });
  connect(&controller_, &RunController::preparingChanged, this, &MainWindow::refreshActions);
  connect(&controller_, &RunController::failed, this, &MainWindow::onFailed);
}

void MainWindow::connectMessages() {
  const auto refuse = [this](const QString &sentence) { announcer_->error(sentence); };
  announcer_->follow(controller_, *modes_);
  connect(&tokens_, &TokenCounter::failed, this, refuse);
  connect(&pack_, &PackLookup::failed, this, refuse);
  connect(&pack_, &PackLookup::failed, this, &MainWindow::ready);
  connect(files_, &ProjectFiles::failed, this, refuse);
  connect(files_, &ProjectFiles::taken, this, &MainWindow::fileTaken);
  connect(files_, &ProjectFiles::opened, this, &MainWindow::showRunOf);
  files_->setRunSource([this](Project &project) { addRunTo(project); });
  connect(files_, &ProjectFiles::reported, announcer_, &Announcer::info);
  connect(new FileDrops(*this), &FileDrops::dropped, files_, &ProjectFiles::openPaths);
  connect(canvas_, &CanvasView::zoomChanged, status_, &RunStatus::setZoom);
}

void MainWindow::connectExports() {
  connect(actions_.exportPicture, &QAction::triggered, this, &MainWindow::exportPicture);
  connect(actions_.exportAnimation, &QAction::triggered, this, [this] {
    std::vector<FramePtr> frames;
    for (const StepEvent &event : history_.frames()) {
      frames.push_back(event.frame);
    }
    exports_->exportAnimation(frames);
  });
  connect(exports_, &ExportJobs::failed, announcer_, &Announcer::error);
  connect(exports_, &ExportJobs::warned, announcer_, &Announcer::note);
  connect(exports_, &ExportJobs::written, this, [this](const QString &path) {
    announcer_->report(
        MessageBar::Kind::Info, tr("%1 is written.").arg(path), tr("Open folder"),
        [path] { QDesktopServices::openUrl(QUrl::fromLocalFile(QFileInfo(path).absolutePath())); });
  });
  connect(&history_, &RunHistory::framesChanged, this, &MainWindow::refreshActions);
  connect(&history_, &RunHistory::cleared, this, &MainWindow::refreshActions);
}

void MainWindow::exportPicture() {
  display_->showRun();
  exports_->exportPicture(display_->frame(), display_->recipe());
  if (display_->isEdited()) {
    announcer_->report(MessageBar::Kind::Warning,
                       tr("This run has been edited: the recipe of its pictures has the edits only "
                          "once the run has ended. Export again then."));
  }
}

void MainWindow::connectModels() {
  connect(actions_.models, &QAction::triggered, this, [this] { models_.openManager(); });
  connect(files_, &ProjectFiles::modelsGiven, &models_, &ModelDesk::importFiles);
  connect(&models_.choice(), &ModelChoice::wanted, this,
          [this](const RunRequest &request, const QString &text) {
            document_.undoStack().push(new SetModels(document_, request, text));
          });
  connect(&models_, &ModelDesk::failed, announcer_, &Announcer::error);
  connect(&models_, &ModelDesk::reported, announcer_, &Announcer::info);
  connect(&models_, &ModelDesk::installed, this,
          [this](const QString &sentence, const ShelfItem &item) {
            const bool usable = ModelChoice::isUsable(item);
            announcer_->report(MessageBar::Kind::Info, sentence, usable ? tr("Use it") : QString(),
                               [this, item] { models_.choice().use(item); });
          });
}

/// What has been typed counts, and the user knows what speaks against the run.
bool MainWindow::mayBegin() {
  if (controller_.isActive()) {
    return false;
  }
  finishEditing();
  messages_->dismiss();
  const QString advice = modes_->page().adviceOn(document_.request());
  if (!advice.isEmpty()) {
    announcer_->info(advice);
  }
  group_.clear();
  return true;
}

void MainWindow::generate() {
  if (mayBegin()) {
    display_->begin(document_.toRequest());
    controller_.start(document_.toRequest(), document_.generation());
  }
}

void MainWindow::generateTogether(const std::vector<RunRequest> &requests) {
  if (mayBegin()) {
    display_->begin(requests.front());
    group_.begin(requests);
    controller_.startTogether(requests, document_.generation());
  }
}

void MainWindow::continueRun(const QString &state, const std::vector<FramePtr> &frames) {
  if (controller_.isActive()) {
    return;
  }
  finishEditing();
  group_.clear();
  display_->begin(document_.toRequest());
  history_.addFrames(frames);
  controller_.startFrom(state, document_.toRequest(), document_.generation());
}

void MainWindow::addRunTo(Project &project) const {
  if (history_.frames().empty() || !display_->isOfDocument()) {
    return;
  }
  for (const StepEvent &event : history_.frames()) {
    project.frames.push_back(event.frame);
  }
  project.recipe = display_->recipeOf(project.frames.back()->step);
  project.runState = shownRunState().toStdString();
}

void MainWindow::showRunOf(const Project &project) {
  if (project.frames.empty() || controller_.isActive()) {
    return;
  }
  display_->begin(project.recipe);
  history_.addFrames(project.frames);
  keepRunState(QString::fromStdString(project.runState), project.request.mode);
  refreshActions();
  if (isRunUnfinished()) {
    announcer_->report(MessageBar::Kind::Info,
                       tr("The run of “%1” stopped after %2 of %3 steps.")
                           .arg(document_.title())
                           .arg(project.frames.back()->step)
                           .arg(document_.request().schedule.steps),
                       tr("Continue the run"), [this] { continueShownRun(); });
  }
}

void MainWindow::keepRunState(const QString &path, const std::string &mode) {
  runState_ = path;
  runStateMode_ = mode;
}

QString MainWindow::shownRunState() const {
  return runStateMode_ == document_.request().mode ? runState_ : QString();
}

bool MainWindow::isRunUnfinished() const {
  return !shownRunState().isEmpty() && !history_.frames().empty() && display_->isOfDocument() &&
         history_.frames().back().step < document_.request().schedule.steps;
}

void MainWindow::continueShownRun() {
  if (isRunUnfinished()) {
    std::vector<FramePtr> frames;
    for (const StepEvent &event : history_.frames()) {
      frames.push_back(event.frame);
    }
    continueRun(shownRunState(), frames);
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
    generate();
  }
}

void MainWindow::refreshActions() {
  const RunState state = controller_.state();
  actions_.generate->setEnabled(state == RunState::Idle);
  actions_.continueRun->setEnabled(state == RunState::Idle && isRunUnfinished());
  actions_.pause->setEnabled(state == RunState::Running || state == RunState::Paused);
  // Off while idle: Esc then means "drop the selection" on the canvas.
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
