#pragma once

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace everyword::testing {

/// SHA-256 of the starter pack's file of a role, as its manifest says.
inline QString starterDigest(const char *role) {
  QFile manifest(QStringLiteral(EVERYWORD_SOURCE_DIR "/resources/starter/manifest.json"));
  manifest.open(QIODevice::ReadOnly);
  for (const QJsonValue &file : QJsonDocument::fromJson(manifest.readAll())["files"].toArray()) {
    if (file["role"] == QLatin1String(role)) {
      return file["sha256"].toString();
    }
  }
  return {};
}

}  // namespace everyword::testing
