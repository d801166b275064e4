#pragma once

#include <QObject>

#include "engine/api/project_archive.h"
#include "ui/project/document.h"
#include "ui/session/run_controller.h"
#include "ui/session/run_group.h"
#include "ui/session/run_history.h"
#include "ui/workspace/announcer.h"
#include "ui/workspace/mode_desk.h"
#include "ui/workspace/run_display.h"

namespace everyword {

/// What RunDesk works with; all outlive it.
struct RunParts {
  Document &document;
  RunController &controller;
  RunHistory &history;
  RunGroup &group;
  ModeDesk &modes;
  Announcer &announcer;
  MessageBar &messages;
  RunDisplay &display;
};

/// Begins runs of the document and lets them go on: from where they were stopped, with more steps
/// than they were to have, from a project's file.
class RunDesk : public QObject {
  Q_OBJECT

 public:
  /// That the button adds.
  static constexpr int kMoreSteps = 50;

  RunDesk(const RunParts &parts, QObject *parent);

  void generate();
  void generateTogether(const std::vector<RunRequest> &requests);
  /// Goes on with a run of the document whose state is in the file `state`, and which has made
  /// `frames` so far.
  void continueFrom(const QString &state, const std::vector<FramePtr> &frames);
  /// Goes on with the run on screen, as many steps as the document now says.
  void continueShown();
  /// The same with kMoreSteps more.
  void addSteps();
  /// Steps are left.
  bool canContinue() const;
  bool canAddSteps() const;

  void addTo(Project &project) const;
  /// The run of a project that has been opened.
  void show(const Project &project);

 Q_SIGNALS:
  /// A field that is still being edited is to hand its text to the document.
  void aboutToBegin();
  /// What can go on.
  void changed();

 private:
  bool mayBegin();
  bool hasShownRun() const;
  void keepState(const QString &path, const std::string &mode);
  QString shownState() const;  ///< of the run on screen; may be empty
  void goOn(const QString &state, int moreSteps);
  void adoptShown();

  RunParts parts_;
  QString state_;     ///< of the last run: the file from which it can go on
  std::string mode_;  ///< of the last run
  int planned_ = 0;   ///< steps that the last run was to have
};

}  // namespace everyword
