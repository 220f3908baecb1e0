/* The C door to libyaml. Only the YAMLReader room imports it. */
#ifndef TRIVET_CYAML_SHIM_H
#define TRIVET_CYAML_SHIM_H

#include <yaml.h>

#endif
