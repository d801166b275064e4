#pragma once

#include <QObject>

namespace everyword {

/// SIGTERM, SIGHUP and SIGINT as a signal of Qt, while one exists; at most one does. Under nohup
/// SIGHUP stays ignored. GUI thread only.
class EndSignals : public QObject {
  Q_OBJECT

 public:
  explicit EndSignals(QObject *parent = nullptr);
  ~EndSignals() override;

 Q_SIGNALS:
  void arrived();
};

}  // namespace everyword
