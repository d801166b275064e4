#pragma once

#include <QObject>
#include <QThreadPool>
#include <QTimer>
#include <memory>

#include "engine/api/engine.h"

namespace everyword {

/// Cuts the prompt into tokens off the GUI thread, a moment after the last keystroke; the newest
/// text wins.
class TokenCounter : public QObject {
  Q_OBJECT

 public:
  explicit TokenCounter(QObject *parent = nullptr);
  ~TokenCounter() override;

  void setEngine(std::shared_ptr<Engine> engine);
  void count(const ModelSet &models, const QString &text);

 Q_SIGNALS:
  void counted(const everyword::TokenInfo &info);
  /// One sentence: the merges are missing or damaged.
  void failed(const QString &sentence);

 private:
  void startJob();

  std::shared_ptr<Engine> engine_;
  ModelSet models_;
  QString text_;
  QTimer delay_;
  QThreadPool pool_;
  int newest_ = 0;
};

}  // namespace everyword
