#pragma once

#include <QObject>

#include "ui/panels/log_panel.h"
#include "ui/session/run_controller.h"
#include "ui/workspace/message_bar.h"

namespace everyword {

/// News for the person: into the log, and what matters now into the message bar.
class Announcer : public QObject {
  Q_OBJECT

 public:
  Announcer(MessageBar &messages, LogPanel &log, QObject *parent)
      : QObject(parent), messages_(messages), log_(log) {}

  void error(const QString &sentence) { tell(MessageBar::Kind::Error, sentence); }
  void info(const QString &sentence) { tell(MessageBar::Kind::Info, sentence); }
  /// With a button, when `actionText` is not empty.
  void tell(MessageBar::Kind kind, const QString &sentence, const QString &actionText = {},
            std::function<void()> action = {});
  /// Only into the log.
  void note(const QString &sentence) { log_.add(sentence); }
  /// How the run begins and ends; not why it could not begin.
  void follow(RunController &controller);

 private:
  void noteStart(const RunStarted &started);
  void noteEnd(const RunOutcome &outcome);

  MessageBar &messages_;
  LogPanel &log_;
};

}  // namespace everyword
