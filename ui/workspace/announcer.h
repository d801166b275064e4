#pragma once

#include <QObject>

#include "ui/panels/log_panel.h"
#include "ui/session/run_controller.h"
#include "ui/theme/message_bar.h"
#include "ui/workspace/mode_desk.h"

namespace everyword {

/// News for the user: into the log, and what matters now into the message bar.
class Announcer : public QObject {
  Q_OBJECT

 public:
  Announcer(MessageBar &messages, LogPanel &log, QObject *parent)
      : QObject(parent), messages_(messages), log_(log) {}

  void error(const QString &sentence) { report(MessageBar::Kind::Error, sentence); }
  void info(const QString &sentence) { report(MessageBar::Kind::Info, sentence); }
  /// As MessageBar::showMessage.
  void report(MessageBar::Kind kind, const QString &sentence, const QString &actionText = {},
              std::function<void()> action = {}, bool lasts = false);
  /// Only into the log.
  void note(const QString &sentence) { log_.add(sentence); }
  /// How the run begins and ends; not why it could not begin.
  void follow(RunController &controller, ModeDesk &modes);

 private:
  void noteStart(const RunStarted &started);
  void noteEnd(const RunOutcome &outcome, const QString &scores);

  MessageBar &messages_;
  LogPanel &log_;
};

}  // namespace everyword
