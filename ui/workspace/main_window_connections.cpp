// Who listens to whom in the window.
#include <QApplication>
#include <QDesktopServices>
#include <QDockWidget>
#include <QFileInfo>
#include <QUrl>

#include "ui/project/commands/request_commands.h"
#include "ui/theme/file_drops.h"
#include "ui/workspace/main_window.h"

namespace everyword {

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

/// Of panels that share a place the one with the focus is in front, also when it came by Tab.
void MainWindow::connectFocus() {
  connect(qApp, &QApplication::focusChanged, this, [this](QWidget *, QWidget *now) {
    for (QWidget *widget = now; widget && widget != this; widget = widget->parentWidget()) {
      if (auto *dock = qobject_cast<QDockWidget *>(widget);
          dock && !tabifiedDockWidgets(dock).isEmpty()) {
        dock->raise();
      }
    }
  });
}

void MainWindow::connectDocument() {
  connect(&document_, &Document::changed, this, &MainWindow::onDocumentChanged);
  connect(&document_, &Document::fileChanged, this, &MainWindow::refreshTitle);
  connect(&pack_, &PackLookup::found, this, &MainWindow::adoptPack);
  connect(&tokens_, &TokenCounter::counted, promptBar_, &PromptBar::setTokens);
}

void MainWindow::connectRun() {
  connect(promptBar_, &PromptBar::generateRequested, runs_, &RunDesk::generate);
  connect(promptBar_, &PromptBar::continueRequested, runs_, &RunDesk::continueShown);
  connect(promptBar_, &PromptBar::moreStepsRequested, runs_, &RunDesk::addSteps);
  connect(actions_.generate, &QAction::triggered, runs_, &RunDesk::generate);
  connect(actions_.continueRun, &QAction::triggered, runs_, &RunDesk::continueShown);
  connect(actions_.moreSteps, &QAction::triggered, runs_, &RunDesk::addSteps);
  connect(runs_, &RunDesk::aboutToBegin, this, &MainWindow::finishEditing);
  connect(runs_, &RunDesk::changed, this, &MainWindow::refreshActions);
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
  connect(files_, &ProjectFiles::opened, runs_, &RunDesk::show);
  connect(files_, &ProjectFiles::recipeRestored, this, &MainWindow::offerStartFrom);
  files_->setRunSource([this](Project &project) { runs_->addTo(project); });
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

void MainWindow::connectModes() {
  connect(modes_.get(), &ModeDesk::aboutToSwitch, this, &MainWindow::finishEditing);
  connect(modes_.get(), &ModeDesk::entered, this, &MainWindow::enterMode);
  connect(modes_.get(), &ModeDesk::reported, announcer_, &Announcer::info);
  connect(modes_.get(), &ModeDesk::failed, announcer_, &Announcer::error);
}

}  // namespace everyword
