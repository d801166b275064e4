#include "ui/modes/edit/edit_page.h"

#include <QScrollArea>
#include <algorithm>

#include "ui/project/prompt_words.h"
#include "ui/theme/actions.h"

namespace everyword {
namespace {

/// A panel that scrolls where room is short.
QScrollArea *scrolling(QWidget *content) {
  auto *area = new QScrollArea;
  area->setWidgetResizable(true);
  area->setFrameShape(QFrame::NoFrame);
  area->setFocusPolicy(Qt::NoFocus);
  area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  area->setWidget(content);
  return area;
}

}  // namespace

EditPage::EditPage(const PageContext &context)
    : context_(context),
      regions_(context.document, context.heatMap, context.scene, context.canvas),
      beforeAfter_(context.scene, context.history),
      layer_(regions_.layer(), beforeAfter_),
      protection_(context.document, context.scene),
      brush_(protection_, true),
      eraser_(protection_, false),
      face_(context.controller),
      start_(new StartPanel(context.document, context.controller)),
      startDock_(makeDock(QStringLiteral("startDock"), tr("Start"), scrolling(start_))),
      lambda_(new LambdaBar(context.document, context.controller, context.group)) {
  for (QObject *part : std::initializer_list<QObject *>{&regions_, &beforeAfter_, &protection_,
                                                        &brush_, &eraser_}) {
    part->setParent(this);
  }
  context.canvas.setAccessibleDescription(
      tr("The face. P protects an area, E erases that, C compares before and after, B draws a box, "
         "V picks one."));
  connect(&regions_, &RegionEditing::refused, this, &ModePage::refused);
  connect(start_, &StartPanel::pictureChosen, this, &ModePage::startPictureChosen);
  connect(lambda_, &LambdaBar::runTogetherRequested, this, &ModePage::runTogetherRequested);
  connect(lambda_, &LambdaBar::goOnRequested, start_, &StartPanel::goOnFrom);
  connect(lambda_, &LambdaBar::refused, this, &ModePage::refused);
  connect(&context_.document, &Document::changed, this, [this](const ChangeEvent &event) {
    using Kind = ChangeEvent::Kind;
    if (event.kind == Kind::Param || event.kind == Kind::Models || event.kind == Kind::Everything) {
      refreshFace();
      refreshResult();
    }
  });
  // The heat map, when it is turned on, is that of a picked word.
  connect(&context_.heatMap, &HeatMapSettings::aboutToShow, this, [this] {
    const auto words = context_.document.toRequest().objective.words;
    HeatMapSettings::Values values = context_.heatMap.values();
    if (!words.empty() && values.phraseId < 0 &&
        std::find(words.begin(), words.end(), values.word) == words.end()) {
      values.word = words.front();
      context_.heatMap.set(values);
    }
  });
  connectRun();
  refreshFace();
}

void EditPage::connectRun() {
  connect(&face_, &StartFaces::changed, this, &EditPage::showFace);
  connect(&context_.history, &RunHistory::cleared, this, &EditPage::showFace);
  connect(&context_.controller, &RunController::finished, this, [this](const RunOutcome &outcome) {
    result_ = outcome.latent;
    resultOf_ = context_.document.generation();
    refreshResult();
  });
  connect(&context_.group, &RunGroup::shownChanged, this, &EditPage::refreshResult);
}

QList<CanvasTool *> EditPage::tools() {
  return regions_.tools() + QList<CanvasTool *>{&brush_, &eraser_};
}

/// The face that the next run begins with, while it is one of a seed.
void EditPage::refreshFace() {
  const RunRequest &request = context_.document.request();
  if (request.start.kind == Start::Noise) {
    face_.ask(request, {request.seed});
    showFace();
  }
}

/// On a canvas without a run: a run's picture stays until the next one begins.
void EditPage::showFace() {
  const RunRequest &request = context_.document.request();
  const FramePtr face = request.start.kind == Start::Noise ? face_.face(request.seed) : nullptr;
  if (face && context_.history.frames().empty() && face != context_.scene.frame()) {
    context_.scene.setFrame(face, 0);
  }
}

/// What one can go on from: the result on screen.
void EditPage::refreshResult() {
  const RunGroup &group = context_.group;
  const bool ofGroup = group.shown() >= 0 && group.shown() < int(group.runs().size());
  LatentPtr latent = resultOf_ == context_.document.generation() ? result_ : nullptr;
  if (ofGroup) {
    const RunGroup::Run &run = group.runs()[std::size_t(group.shown())];
    latent = run.outcome ? run.outcome->latent : nullptr;
  }
  start_->setResult(latent);
}

QString EditPage::adviceOn(const RunRequest &request) const {
  const QString prompt = QString::fromStdString(request.objective.prompt);
  bool anyWord = false;
  for (const std::string &text : request.objective.words) {
    const QString word = QString::fromStdString(text);
    if (!hasWord(prompt, word)) {
      return tr("“%1” is not in the prompt: the run does not insist on it.").arg(word);
    }
    anyWord = true;
  }
  return anyWord || request.objective.wordLambda <= 0
             ? QString()
             : tr("No words are picked, so lambda has no effect: click words under the prompt to "
                  "insist on them.");
}

QString EditPage::scoresOf(const RunOutcome &outcome) const {
  const QString similarity = tr("CLIP similarity %1").arg(outcome.promptSimilarity, 0, 'f', 3);
  const QString regions = regions_.scoresOf(outcome);
  return regions.isEmpty() ? similarity : similarity + QStringLiteral(", ") + regions;
}

QList<std::pair<QString, QString>> EditPage::gestures() const {
  return QList<std::pair<QString, QString>>{
             {tr("Mix a face into the start"), tr("Shift and click")},
             {tr("Compare before and after"), tr("Drag the line")}} +
         regions_.gestures();
}

}  // namespace everyword
