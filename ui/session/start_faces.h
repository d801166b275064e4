#pragma once

#include <QObject>
#include <map>

#include "ui/session/run_controller.h"

namespace everyword {

/// The pictures that runs begin with, by seed; made on the run thread, while no run is on. GUI
/// thread only.
class StartFaces : public QObject {
  Q_OBJECT

 public:
  explicit StartFaces(RunController &controller);
  ~StartFaces() override;

  /// Takes the place of what was asked before. What is known already is not made again, unless
  /// models, device or start of `request` are others: then all is forgotten.
  void ask(const RunRequest &request, const std::vector<std::uint64_t> &seeds);
  /// nullptr: not known (yet).
  FramePtr face(std::uint64_t seed) const;

 Q_SIGNALS:
  /// face() knows more, or has forgotten.
  void changed();
  /// They cannot be made: one sentence.
  void failed(const QString &sentence);

 private:
  void askForTheMissing();
  void cancel();

  RunController &controller_;
  RunRequest request_;
  std::string key_;  ///< of request_, what the pictures depend on
  std::vector<std::uint64_t> wanted_;
  std::map<std::uint64_t, FramePtr> faces_;
  int ticket_ = 0;  ///< 0: nothing is being made
};

}  // namespace everyword
