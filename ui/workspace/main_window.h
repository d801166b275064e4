#pragma once

#include <QMainWindow>
#include <memory>

#include "ui/canvas/canvas_view.h"
#include "ui/export/export_jobs.h"
#include "ui/models/model_desk.h"
#include "ui/panels/guidance_panel.h"
#include "ui/project/project_files.h"
#include "ui/session/pack_lookup.h"
#include "ui/session/token_counter.h"
#include "ui/theme/message_bar.h"
#include "ui/workspace/announcer.h"
#include "ui/workspace/mode_desk.h"
#include "ui/workspace/run_desk.h"
#include "ui/workspace/window_actions.h"
#include "ui/workspace/window_menus.h"

namespace everyword {

/// Puts the pieces together and connects them. Opens with the sample project.
class MainWindow : public QMainWindow {
  Q_OBJECT

 public:
  explicit MainWindow(
      EngineFactory makeEngine, ModelStoreFactory makeStore = [] { return makeModelStore(); });
  ~MainWindow() override;

  Document &document() { return document_; }
  RunController &controller() { return controller_; }
  RunHistory &history() { return history_; }
  HeatMapSettings &heatMap() { return heatMap_; }
  CanvasView &canvas() { return *canvas_; }
  MessageBar &messages() { return *messages_; }
  Announcer &announcer() { return *announcer_; }
  const WindowActions &actions() const { return actions_; }
  ModelDesk &models() { return models_; }
  ModeDesk &modes() { return *modes_; }
  RunGroup &group() { return group_; }
  CanvasScene &scene() { return *scene_; }
  ProgressPanel &progress() { return *progress_; }
  /// A project, an exported PNG, a picture or a model.
  void openPath(const QString &path) { files_->openPath(path); }
  /// Of the picture on screen.
  RunRequest recipe() const { return display_->recipe(); }
  RunDesk &runs() { return *runs_; }
  /// A field that is still being edited hands its text to the document.
  void finishEditing();
  /// Asks about unsaved changes; false: the user wants to keep the document open.
  bool mayReplaceDocument() { return files_->mayDiscard(); }

 Q_SIGNALS:
  /// The engine is there, and the document's pack is known, or refused.
  void ready();
  /// A file that openPath() was given is open, or refused.
  void fileTaken();
  /// By the user, who was asked about unsaved changes.
  void closed();

 protected:
  bool event(QEvent *event) override;
  void resizeEvent(QResizeEvent *event) override;
  void closeEvent(QCloseEvent *event) override;

 private:
  void buildCentre();
  void buildDocks();
  void arrangeDocks();
  void enterMode();
  void connectActions();
  void connectFocus();
  void connectDocument();
  void connectRun();
  void connectMessages();
  void connectExports();
  void connectModels();
  void connectModes();

  void offerStartFrom(const QString &path, const QString &sentence);
  void adopt(const std::shared_ptr<Engine> &engine);
  void adoptPack(const RunRequest &defaults, const QStringList &words);
  void onDocumentChanged(const ChangeEvent &event);
  void exportPicture();
  void onFailed(const QString &sentence, bool canRunAnyway);
  void runAnyway();
  void refreshActions();
  void refreshTitle();
  void countTokens();

  Document document_;
  HeatMapSettings heatMap_;
  RunHistory history_;
  RunController controller_;
  RunGroup group_;
  TokenCounter tokens_;
  PackLookup pack_;
  ModelDesk models_;
  WindowActions actions_;
  ProjectFiles *files_;
  ExportJobs *exports_;
  CanvasScene *scene_;
  std::unique_ptr<WindowMenus> menus_;
  std::unique_ptr<ModeDesk> modes_;
  CanvasView *canvas_ = nullptr;
  MessageBar *messages_ = nullptr;
  PromptBar *promptBar_ = nullptr;
  QDockWidget *guidanceDock_ = nullptr, *heatMapDock_ = nullptr;
  GuidancePanel *guidance_ = nullptr;
  ProgressPanel *progress_ = nullptr;
  Announcer *announcer_ = nullptr;
  RunStatus *status_ = nullptr;
  RunDisplay *display_ = nullptr;
  RunDesk *runs_ = nullptr;
  QStringList knownWords_;  ///< of the pack
  int generation_ = -1;     ///< of the document, as of the last look
  bool closing_ = false;    ///< close as soon as the run has stopped
};

}  // namespace everyword
