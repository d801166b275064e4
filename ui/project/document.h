#pragma once

#include <QObject>
#include <QString>
#include <QUndoStack>

#include "engine/api/param_spec.h"
#include "engine/api/run_request.h"
#include "ui/project/change_event.h"

namespace everyword {

/// What the user edits: one RunRequest with its undo stack and its file. GUI thread only.
/// Edits go through the commands of ui/project/commands, which are pushed on undoStack(); the
/// functions under "For the commands" change the value and emit changed(), nothing else.
class Document : public QObject {
  Q_OBJECT

 public:
  explicit Document(QObject *parent = nullptr);

  const RunRequest &request() const { return request_; }
  /// For a run or a file: the request without words to insist on that its prompt no longer has.
  RunRequest toRequest() const;
  /// Another number after each open(): distinguishes one document from the next in the same window.
  int generation() const { return generation_; }
  QUndoStack &undoStack() { return undoStack_; }

  /// nullptr when there is no region of that id.
  const Region *region(int id) const;
  int indexOf(int id) const;
  /// An id that no region of this document has ever had.
  int takeRegionId() { return nextRegionId_++; }

  /// What "reset" means: the pack's recommended settings.
  const RunRequest &defaults() const { return defaults_; }
  void setDefaults(const RunRequest &defaults);

  const QString &filePath() const { return filePath_; }
  bool isModified() const { return !undoStack_.isClean() || runIsUnsaved_; }
  /// "untitled" or the file's name.
  QString title() const;
  /// Another request; forgets the undo steps. `filePath` may be empty.
  void open(const RunRequest &request, const QString &filePath);
  /// The same, as modified: nothing of it is in the file.
  void openUnsaved(const RunRequest &request, const QString &filePath);
  /// A run of this document has ended: its picture is in no file yet.
  void markRun();
  /// After the document was written to `filePath`.
  void markSaved(const QString &filePath);

  // For the commands.
  void setPrompt(const QString &prompt);
  void setWords(const std::vector<std::string> &words);
  void insertRegion(int index, const Region &region);
  void removeRegion(int id);
  /// Replaces the region of `region.id`.
  void setRegion(const Region &region, ChangeEvent::Kind kind);
  /// Throws InputError when the value is out of range.
  void setParameter(const ParamSpec &spec, const ParamValue &value);
  void setProtectedArea(const PaintedMask &area);
  /// Where the run begins, and its seed.
  void setStart(const StartPoint &start, std::uint64_t seed);
  /// Models and parameters of `request`; its prompt and regions have to be the document's.
  void setModels(const RunRequest &request);
  void setRequest(const RunRequest &request);

 Q_SIGNALS:
  void changed(const everyword::ChangeEvent &event);
  /// Title, path or modified state.
  void fileChanged();

 private:
  void adopt(const RunRequest &request);

  RunRequest request_;
  RunRequest defaults_;
  QUndoStack undoStack_;
  QString filePath_;
  bool runIsUnsaved_ = false;
  int generation_ = 0;
  int nextRegionId_ = 1;
};

}  // namespace everyword
