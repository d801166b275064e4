#include "ui/modes/edit/start_panel.h"

#include <QFileDialog>
#include <QFileInfo>
#include <QGridLayout>
#include <QVBoxLayout>

#include "ui/project/commands/request_commands.h"
#include "ui/project/opened_file.h"
#include "ui/theme/icons.h"
#include "ui/theme/spacing.h"

namespace everyword {
namespace {

QPushButton *button(const char *name, const QString &text, const QString &tip) {
  auto *made = new QPushButton(text);
  made->setObjectName(QLatin1String(name));
  made->setToolTip(tip);
  return made;
}

QLabel *wrapped(const char *name) {
  auto *label = new QLabel;
  label->setObjectName(QLatin1String(name));
  label->setWordWrap(true);
  return label;
}

}  // namespace

StartPanel::StartPanel(Document &document, RunController &controller, QWidget *parent)
    : QWidget(parent),
      document_(document),
      controller_(controller),
      state_(wrapped("startState")),
      problem_(wrapped("startProblem")),
      grid_(new FaceGrid(controller)),
      earlier_(button("earlierFaces", tr("Back"), tr("The twelve faces before these"))),
      more_(button("moreFaces", tr("More faces"), tr("Twelve other faces"))),
      mix_(button("mixFaces", tr("Mix…"),
                  tr("The next face that you click is mixed in: its finer features"))),
      picture_(button("startPicture", tr("My picture…"),
                      tr("Look for your picture among the faces that the generator knows"))),
      goOn_(button("goOnFromResult", tr("Go on from this result"), QString())),
      mixRow_(new QWidget),
      mixFrom_(new WholeNumberEditor(*findParam("mix_from"), nullptr)) {
  setObjectName(QStringLiteral("startPanel"));
  build();
  connect(grid_, &FaceGrid::clicked, this,
          [this](std::uint64_t seed, bool withShift) { pick(seed, withShift); });
  connect(grid_, &FaceGrid::problemChanged, this, [this](const QString &sentence) {
    problem_->setText(sentence);
    problem_->setVisible(!sentence.isEmpty());
  });
  connect(earlier_, &QPushButton::clicked, this, [this] {
    grid_->setPage(grid_->page() - 1);
    refresh();
  });
  connect(more_, &QPushButton::clicked, this, [this] {
    grid_->setPage(grid_->page() + 1);
    refresh();
  });
  connect(picture_, &QPushButton::clicked, this, &StartPanel::choosePicture);
  connect(goOn_, &QPushButton::clicked, this, [this] { goOnFrom(result_); });
  connect(&document_, &Document::changed, this, [this](const ChangeEvent &event) {
    if (event.kind == ChangeEvent::Kind::Param || event.kind == ChangeEvent::Kind::Models ||
        event.kind == ChangeEvent::Kind::Everything) {
      refresh();
    }
  });
  connect(&controller_, &RunController::stateChanged, this, &StartPanel::refresh);
  setResult(nullptr);
}

void StartPanel::build() {
  problem_->hide();
  mix_->setCheckable(true);
  auto *turn = new QHBoxLayout;
  turn->setSpacing(kHalfGrid);
  turn->addWidget(earlier_);
  turn->addWidget(more_, 1);
  turn->addWidget(mix_);
  auto *column = new QVBoxLayout(this);
  column->setContentsMargins(kGrid + kHalfGrid, 0, kGrid + kHalfGrid, kGrid);
  column->setSpacing(kHalfGrid + 2);
  column->addWidget(state_);
  column->addWidget(problem_);
  column->addWidget(grid_, 0, Qt::AlignHCenter);
  column->addLayout(turn);
  mixRow_->setLayout(buildMix());
  column->addWidget(mixRow_);
  auto *other = new QHBoxLayout;
  other->setSpacing(kHalfGrid);
  other->addWidget(picture_, 1);
  other->addWidget(goOn_, 1);
  column->addLayout(other);
  column->addStretch(1);
}

QLayout *StartPanel::buildMix() {
  const ParamSpec &spec = *findParam("mix_from");
  mixFrom_->setToolTip(QString::fromStdString(spec.help) + QLatin1Char('.'));
  auto *remove = new QToolButton;
  remove->setObjectName(QStringLiteral("removeMix"));
  remove->setIcon(themedIcon(QStringLiteral("close")));
  remove->setToolTip(tr("Mix nothing in"));
  remove->setAccessibleName(remove->toolTip());
  auto *row = new QHBoxLayout;
  row->setContentsMargins(0, 0, 0, 0);
  row->setSpacing(kHalfGrid);
  row->addWidget(new QLabel(QString::fromStdString(spec.label)));
  row->addWidget(mixFrom_, 1);
  row->addWidget(remove);
  connect(remove, &QToolButton::clicked, this, [this] { setMixSeed(-1); });
  connect(mixFrom_, &ParamEditor::edited, this,
          [this, &spec](const ParamValue &value, int gesture) {
            document_.undoStack().push(new SetParam(document_, spec, value, gesture));
          });
  return row;
}

void StartPanel::setResult(const LatentPtr &latent) {
  result_ = latent;
  refresh();
}

void StartPanel::push(const StartPoint &start, std::uint64_t seed, const QString &text) {
  document_.undoStack().push(new SetStart(document_, start, seed, text));
}

void StartPanel::pick(std::uint64_t seed, bool mixIn) {
  if (mixIn || mix_->isChecked()) {
    mix_->setChecked(false);
    setMixSeed(std::int64_t(seed));
    return;
  }
  StartPoint start = document_.request().start;
  start.kind = Start::Noise;
  push(start, seed, tr("start from the face of seed %1").arg(seed));
}

void StartPanel::setMixSeed(std::int64_t seed) {
  StartPoint start = document_.request().start;
  start.kind = Start::Noise;
  start.mixSeed = seed;
  push(start, document_.request().seed,
       seed < 0 ? tr("mix nothing in") : tr("mix in the face of seed %1").arg(seed));
}

void StartPanel::goOnFrom(const LatentPtr &latent) {
  StartPoint start = document_.request().start;
  start.kind = Start::EarlierRun;
  start.latent = latent;
  start.state.clear();
  push(start, document_.request().seed, tr("go on from a result"));
}

void StartPanel::choosePicture() {
  const QString path = QFileDialog::getOpenFileName(this, tr("A picture to start from"), QString(),
                                                    tr("Pictures (%1)").arg(pictureSuffixes()));
  if (!path.isEmpty()) {
    Q_EMIT pictureChosen(path);
  }
}

QString StartPanel::description() const {
  const RunRequest &request = document_.request();
  const StartPoint &start = request.start;
  switch (start.kind) {
    case Start::Picture:
      return tr("Starts from %1, which is looked for first.")
          .arg(QFileInfo(QString::fromStdString(start.picture)).fileName());
    case Start::EarlierRun:
      return tr("Goes on from an earlier result.");
    case Start::EarlierFrame:
      return tr("Starts from a frame of an earlier run.");
    default:
      break;
  }
  return start.mixSeed < 0 ? tr("Starts from the face of seed %1.").arg(request.seed)
                           : tr("Starts from the face of seed %1, mixed with that of seed %2.")
                                 .arg(request.seed)
                                 .arg(start.mixSeed);
}

void StartPanel::refresh() {
  const RunRequest &request = document_.request();
  const bool idle = !controller_.isActive();
  const bool isFace = request.start.kind == Start::Noise;
  state_->setText(description());
  grid_->setRequest(request);
  grid_->setPicked(isFace ? request.seed : 0, isFace ? request.start.mixSeed : -1);
  mixFrom_->setValue(findParam("mix_from")->get(request));
  mixRow_->setVisible(isFace && request.start.mixSeed >= 0);
  earlier_->setEnabled(grid_->page() > 0);
  goOn_->setEnabled(idle && result_);
  goOn_->setToolTip(result_ ? tr("The next run begins where the one on screen has ended")
                            : tr("Once a run has ended: begin the next one where it ended"));
  for (QWidget *widget : {static_cast<QWidget *>(grid_), static_cast<QWidget *>(picture_),
                          static_cast<QWidget *>(mix_), mixRow_}) {
    widget->setEnabled(idle);
  }
}

}  // namespace everyword
