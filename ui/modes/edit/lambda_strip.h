#pragma once

#include <QWidget>
#include <vector>

#include "ui/modes/edit/picture_button.h"
#include "ui/session/run_group.h"

namespace everyword {

/// A cell for each of the runs of one start with different lambdas: picture and CLIP similarity as
/// they come; the chosen one has a
/// star, the most faithful one a diamond. A click shows a run.
class LambdaStrip : public QWidget {
  Q_OBJECT

 public:
  explicit LambdaStrip(RunGroup &group, QWidget *parent = nullptr);
  int count() const { return int(cells_.size()); }
  PictureButton *cell(int run) const { return cells_.at(std::size_t(run)); }

 Q_SIGNALS:
  void clicked(int run);

 private:
  void rebuild();
  void refresh(int run);

  RunGroup &group_;
  std::vector<PictureButton *> cells_;
};

}  // namespace everyword
