#include "ui/project/commands/request_commands.h"

#include <QCoreApplication>
#include <algorithm>

#include "ui/project/commands/gesture.h"
#include "ui/project/prompt_words.h"

namespace everyword {
namespace {
QString named(const char *source) { return QCoreApplication::translate("Commands", source); }

/// The name of a file may be any text.
ParamValue usable(const ParamSpec &spec, const ParamValue &value) {
  const auto *text = std::get_if<std::string>(&value);
  return text && spec.type != ParamSpec::Type::File
             ? ParamValue(usableText(QString::fromStdString(*text)).toStdString())
             : value;
}

/// What the user has said and drawn stays, as do the models and the machine.
RunRequest inMode(const RunRequest &recommended, const RunRequest &now) {
  RunRequest next = recommended;
  next.models = now.models;
  next.machine = now.machine;
  next.seed = now.seed;
  next.objective.prompt = now.objective.prompt;
  next.objective.regions = now.objective.regions;
  next.objective.words = now.objective.words;
  next.objective.protectedArea = now.objective.protectedArea;
  next.objective.allowUnknownWords = now.objective.allowUnknownWords;
  return next;
}
}  // namespace

SetPrompt::SetPrompt(Document &document, const QString &prompt, int session)
    : QUndoCommand(named("edit the prompt")),
      document_(document),
      before_(QString::fromStdString(document.request().objective.prompt)),
      after_(usableText(prompt)),
      session_(session) {}

int SetPrompt::id() const { return kSetPromptId; }

bool SetPrompt::mergeWith(const QUndoCommand *other) {
  const auto *next = static_cast<const SetPrompt *>(other);
  if (next->session_ != session_) {
    return false;
  }
  after_ = next->after_;
  setObsolete(after_ == before_);
  return true;
}

void SetPrompt::undo() { document_.setPrompt(before_); }
void SetPrompt::redo() { document_.setPrompt(after_); }

SetParam::SetParam(Document &document, const ParamSpec &spec, const ParamValue &value, int gesture)
    : QUndoCommand(named("change “%1”").arg(QString::fromStdString(spec.label))),
      document_(document),
      spec_(spec),
      before_(spec.get(document.request())),
      after_(usable(spec, value)),
      gesture_(gesture) {}

int SetParam::id() const { return kSetParamId; }

bool SetParam::mergeWith(const QUndoCommand *other) {
  const auto *next = static_cast<const SetParam *>(other);
  if (&next->spec_ != &spec_ || next->gesture_ != gesture_) {
    return false;
  }
  after_ = next->after_;
  setObsolete(after_ == before_);
  return true;
}

void SetParam::undo() { document_.setParameter(spec_, before_); }
void SetParam::redo() { document_.setParameter(spec_, after_); }

InsistOnWords::InsistOnWords(Document &document, const QString &text)
    : QUndoCommand(text),
      document_(document),
      before_(document.request().objective.words),
      after_(before_) {}

InsistOnWords::InsistOnWords(Document &document, const QStringList &words)
    : InsistOnWords(document, named("insist on the suggested words")) {
  after_.clear();
  for (const QString &word : words) {
    after_.push_back(word.toStdString());
  }
}

void InsistOnWords::undo() { document_.setWords(before_); }
void InsistOnWords::redo() { document_.setWords(after_); }

InsistOnWord::InsistOnWord(Document &document, const QString &word, bool insist)
    : InsistOnWords(
          document,
          (insist ? named("insist on “%1”") : named("no longer insist on “%1”")).arg(word)) {
  std::erase_if(words(), [&](const std::string &other) { return isSameWord(other, word); });
  if (insist) {
    words().push_back(word.toStdString());
  }
}

SetProtectedArea::SetProtectedArea(Document &document, const PaintedMask &area, const QString &text)
    : QUndoCommand(text),
      document_(document),
      before_(document.request().objective.protectedArea),
      after_(area) {}

SetStart::SetStart(Document &document, const StartPoint &start, std::uint64_t seed,
                   const QString &text)
    : QUndoCommand(text),
      document_(document),
      before_(document.request().start),
      after_(start),
      seedBefore_(document.request().seed),
      seedAfter_(seed) {}

SetModels::SetModels(Document &document, const RunRequest &with, const QString &text)
    : QUndoCommand(text), document_(document), before_(document.request()), after_(with) {}

void SetModels::undo() { document_.setModels(before_); }
void SetModels::redo() { document_.setModels(after_); }

SetMode::SetMode(Document &document, const RunRequest &recommended, const QString &title)
    : QUndoCommand(named("switch to %1").arg(title)),
      document_(document),
      before_(document.request()),
      after_(inMode(recommended, before_)) {}

void SetMode::undo() { document_.setRequest(before_); }
void SetMode::redo() { document_.setRequest(after_); }

ReplaceRequest::ReplaceRequest(Document &document, const RunRequest &request, const QString &text)
    : QUndoCommand(text), document_(document), before_(document.request()), after_(request) {}

void ReplaceRequest::undo() { document_.setRequest(before_); }
void ReplaceRequest::redo() { document_.setRequest(after_); }

}  // namespace everyword
