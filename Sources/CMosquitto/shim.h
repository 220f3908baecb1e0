// What MQTTClient needs of libmosquitto, the client itself and the names of MQTT 5 (reason codes, properties), and two
// calls of Linux that Swift's Glibc module does not show.
#ifndef TRIVET_CMOSQUITTO_SHIM_H
#define TRIVET_CMOSQUITTO_SHIM_H

#include <mosquitto.h>
#include <mqtt_protocol.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>

/// A descriptor that one thread writes to and another polls; -1 if there is none left.
static inline int trivet_mqtt_eventfd(void) { return eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK); }

/// Names the calling thread, as `top -H` shows it.
static inline void trivet_mqtt_name_thread(const char *name) { prctl(PR_SET_NAME, name, 0, 0, 0); }

#endif
