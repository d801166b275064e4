#include "ui/modes/edit/face_grid.h"

#include <QApplication>
#include <QGridLayout>

#include "ui/theme/spacing.h"

namespace everyword {
namespace {
constexpr int kColumns = 4, kFaces = 12, kSide = 60;
}  // namespace

FaceGrid::FaceGrid(RunController &controller, QWidget *parent)
    : QWidget(parent), faces_(controller) {
  setObjectName(QStringLiteral("faceGrid"));
  setAccessibleName(tr("Faces to start from"));
  auto *grid = new QGridLayout(this);
  grid->setContentsMargins(0, 0, 0, 0);
  grid->setSpacing(2);
  for (int index = 0; index < kFaces; ++index) {
    auto *button = new PictureButton(kSide, 0);
    connect(button, &QAbstractButton::clicked, this, [this, index] {
      Q_EMIT clicked(seedOf(index), QApplication::keyboardModifiers() & Qt::ShiftModifier);
    });
    grid->addWidget(button, index / kColumns, index % kColumns, Qt::AlignCenter);
    buttons_.push_back(button);
  }
  connect(&faces_, &StartFaces::changed, this, [this] {
    refresh();
    Q_EMIT problemChanged(QString());
  });
  connect(&faces_, &StartFaces::failed, this, &FaceGrid::problemChanged);
  refresh();
}

void FaceGrid::setRequest(const RunRequest &request) {
  request_ = request;
  request_.start.kind = Start::Noise;
  request_.start.mixSeed = -1;
  request_.start.mixFrom = StartPoint().mixFrom;
  request_.start.picture.clear();
  request_.start.state.clear();
  ask();
}

void FaceGrid::setPicked(std::uint64_t seed, std::int64_t mixed) {
  picked_ = seed;
  mixed_ = mixed;
  refresh();
}

void FaceGrid::setPage(int page) {
  page_ = std::max(0, page);
  ask();
  refresh();
}

std::uint64_t FaceGrid::seedOf(int index) const {
  return std::uint64_t(page_) * kFaces + std::uint64_t(index) + 1;
}

void FaceGrid::ask() {
  std::vector<std::uint64_t> seeds;
  for (int index = 0; index < kFaces; ++index) {
    seeds.push_back(seedOf(index));
  }
  faces_.ask(request_, seeds);
}

void FaceGrid::refresh() {
  for (int index = 0; index < kFaces; ++index) {
    PictureButton &button = *buttons_[std::size_t(index)];
    const std::uint64_t seed = seedOf(index);
    const bool isMixed = mixed_ >= 0 && std::uint64_t(mixed_) == seed;
    button.setPicture(faces_.face(seed));
    button.setEnabled(button.hasPicture());
    button.setPicked(seed == picked_);
    button.setMark(isMixed ? QStringLiteral("+") : QString());
    const QString name = tr("Face of seed %1").arg(seed);
    button.setToolTip(tr("%1. Click to start from it; Shift and click to mix it in.").arg(name));
    button.setAccessibleName(seed == picked_ ? tr("%1, in use").arg(name)
                             : isMixed       ? tr("%1, mixed in").arg(name)
                                             : name);
  }
}

}  // namespace everyword
