#pragma once

#include <QLabel>
#include <QPushButton>
#include <QToolButton>
#include <QWidget>

#include "ui/modes/edit/face_grid.h"
#include "ui/panels/number_editor.h"
#include "ui/project/document.h"

namespace everyword {

/// What an edit begins with: a face of a seed, a mix of two, a picture of the user's own, the
/// result of an earlier run.
class StartPanel : public QWidget {
  Q_OBJECT

 public:
  StartPanel(Document &document, RunController &controller, QWidget *parent = nullptr);
  /// The result on screen, to go on from; nullptr: there is none.
  void setResult(const LatentPtr &latent);
  /// Edits the document.
  void goOnFrom(const LatentPtr &latent);

 Q_SIGNALS:
  /// From the dialog.
  void pictureChosen(const QString &path);

 private:
  void build();
  QLayout *buildMix();
  void pick(std::uint64_t seed, bool mixIn);
  void push(const StartPoint &start, std::uint64_t seed, const QString &text);
  void setMixSeed(std::int64_t seed);
  void choosePicture();
  void refresh();
  QString description() const;

  Document &document_;
  RunController &controller_;
  QLabel *state_, *problem_;
  FaceGrid *grid_;
  QPushButton *earlier_, *more_, *mix_, *picture_, *goOn_;
  QWidget *mixRow_;
  WholeNumberEditor *mixFrom_;
  LatentPtr result_;
};

}  // namespace everyword
