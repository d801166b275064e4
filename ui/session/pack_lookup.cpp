#include "ui/session/pack_lookup.h"

#include "ui/theme/sentence.h"

namespace everyword {

PackLookup::PackLookup(QObject *parent) : QObject(parent) {
  pool_.setMaxThreadCount(4);  // a slow folder does not keep the next one waiting
}

PackLookup::~PackLookup() { pool_.waitForDone(); }

void PackLookup::ask(const ModelSet &models, const std::string &mode) {
  if (!engine_) {
    return;
  }
  // `this` outlives the job: the destructor waits for it.
  pool_.start([this, mine = ++newest_, engine = engine_, models, mode] {
    RunRequest defaults;
    defaults.models = models;
    defaults.mode = mode;
    QStringList words;
    QString problem;
    try {
      defaults = engine->recommended(defaults);
      if (models.path("clip").empty()) {  // a CLIP of one's own is not bound to the pack's words
        for (const std::string &word : engine->pack(models.pack).words) {
          words << QString::fromStdString(word);
        }
      }
    } catch (const std::exception &error) {
      problem = sentence(error);
    }
    QMetaObject::invokeMethod(
        this,
        [this, mine, defaults, words, problem] {
          if (mine != newest_) {
            return;
          }
          if (problem.isEmpty()) {
            Q_EMIT found(defaults, words);
          } else {
            Q_EMIT failed(problem);
          }
        },
        Qt::QueuedConnection);
  });
}

}  // namespace everyword
