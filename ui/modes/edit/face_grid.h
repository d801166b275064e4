#pragma once

#include <QWidget>
#include <vector>

#include "ui/modes/edit/picture_button.h"
#include "ui/session/start_faces.h"

namespace everyword {

/// Twelve faces, each of a seed, to pick one from.
class FaceGrid : public QWidget {
  Q_OBJECT

 public:
  explicit FaceGrid(RunController &controller, QWidget *parent = nullptr);

  /// What the faces depend on: models and truncation of `request`.
  void setRequest(const RunRequest &request);
  /// Those in use; `mixed` -1: none.
  void setPicked(std::uint64_t seed, std::int64_t mixed);
  /// 0, 1, ...: twelve seeds each, from 1 on.
  void setPage(int page);
  int page() const { return page_; }
  PictureButton *button(int index) const { return buttons_.at(std::size_t(index)); }

 Q_SIGNALS:
  /// With Shift: to be mixed in.
  void clicked(std::uint64_t seed, bool withShift);
  /// Why there are no faces, one sentence; empty: they come.
  void problemChanged(const QString &sentence);

 private:
  std::uint64_t seedOf(int index) const;
  void ask();
  void refresh();

  StartFaces faces_;
  RunRequest request_;
  std::vector<PictureButton *> buttons_;
  int page_ = 0;
  std::uint64_t picked_ = 0;
  std::int64_t mixed_ = -1;
};

}  // namespace everyword
