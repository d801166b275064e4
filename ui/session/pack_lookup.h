#pragma once

#include <QObject>
#include <QStringList>
#include <QThreadPool>
#include <memory>

#include "engine/api/engine.h"

namespace everyword {

/// Reads off the GUI thread what the pack of a document recommends for a mode, and what it knows: a
/// project may name a folder anywhere. The newest question wins.
class PackLookup : public QObject {
  Q_OBJECT

 public:
  explicit PackLookup(QObject *parent = nullptr);
  ~PackLookup() override;

  void setEngine(std::shared_ptr<Engine> engine) { engine_ = std::move(engine); }
  /// Does nothing before there is an engine.
  void ask(const ModelSet &models, const std::string &mode);

 Q_SIGNALS:
  /// `defaults`: a request of these models and this mode with the recommended settings. `words`:
  /// what the pack's text encoder has seen; empty: everything.
  void found(const everyword::RunRequest &defaults, const QStringList &words);
  /// One sentence: there is no such pack, or it is damaged.
  void failed(const QString &sentence);

 private:
  std::shared_ptr<Engine> engine_;
  QThreadPool pool_;
  int newest_ = 0;
};

}  // namespace everyword
