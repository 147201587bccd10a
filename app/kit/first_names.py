"""First names that are frequent in Brussels, written by hand: enough to point at them, never to be sure."""

from typing import Final

_NAMES: Final = """
Abdel Abdelkader Abdellah Achraf Adam Adel Adil Adrien Adèle Agnès Ahmed Alain Albert Alexandra Alexandre
Alexis Ali Alice Alicia Amina Amine Amir Amélie Ana Anaïs Andrea André Andréa Andrée Angela Anita Anna Anne
Annelies Annick Annie Anouk Antoine Antonio Arlette Arnaud Arthur Asma Astrid Aurélie Axel Ayoub Aziz Aïcha
Aïda Bart Benjamin Benoît Bernadette Bernard Bert Bilal Brahim Bram Brigitte Bruno Béatrice Camille Carine
Carla Carlos Carmen Caroline Catherine Cathérine Chantal Charles Charlotte Chloé Christian Christiane
Christine Christophe Claire Clara Claude Claudine Clément Colette Corinne Cristina Cécile Cédric Céline
Daniel Danielle David Delphine Denis Denise Diane Didier Dirk Dominique Dries Driss Eddy Eline Elke Ella Els
Emma Emmanuel Erik Erika Ernest Esther Eva Fabrice Fadila Farid Farida Fatiha Fatima Fatma Fatou Filip
Florence Florian Francine Francis Frank François Françoise Freddy Frédéric Gabriel Geert Geneviève Georges
Georgette Gert Ghislaine Gilbert Gilles Ginette Godelieve Greet Griet Grégory Guillaume Gustave Guy Gérard
Habib Hakim Hamid Hamza Hanane Hannah Hans Hassan Hendrik Henri Henriette Hicham Hilde Hind Hugo Hugues
Hélène Ibrahim Igor Ilham Ilse Imane Inge Ingrid Inès Irène Isabel Isabelle Ismaël Jacqueline Jacques Jamal
Jamila Jan Janine Jean Jeanne Jeannine Jef Jelle Jennifer Jessica Joanna Johan Johanna Jonathan Joris Jos
Joseph Josette Josiane José Joëlle Juan Jules Julie Julien Juliette Justine Jérôme Kaat Karel Karen Karim
Karima Karin Karine Katrien Katrijn Kenza Kevin Khadija Khalid Kim Koen Kristof Kurt Laetitia Lahcen Lars
Latifa Laura Laure Laurence Laurent Laïla Leen Leïla Lieve Liliane Lina Linda Lisa Lore Lotte Louis Louise
Loïc Luc Luca Lucas Lucie Lucienne Ludo Ludovic Luis Lut Lydia Léa Léon Léonie Maarten Madeleine Malika
Manon Manuel Marc Marcel Marcelle Margot Marguerite Maria Marianne Marie Marieke Marijke Mario Marion Mark
Marleen Marlène Martin Martine Maryam Mathias Mathieu Mathilde Maurice Maxime Mehdi Mercedes Meryem Michael
Michel Micheline Michèle Mieke Miguel Mireille Mohamed Mohammed Monica Monique Mounir Mourad Mustafa
Mustapha Myriam Nabil Nadia Nadine Nadège Najat Nancy Nathalie Nawal Naïma Nele Nicolas Nicole Nina Noah
Noor Nora Nour Noura Noémie Odette Olivia Olivier Omar Oscar Pablo Pascal Pascale Patricia Patrick Paul
Paula Paulette Pauline Pedro Peter Philippe Pierre Piet Pieter Rachid Rachida Raphaël Raymond Renaud René
Renée Rita Robert Robin Roel Roger Roland Romain Rosa Rosalie Rose Ruben Rudy Ruth Régine Sabine Sabrina
Salima Salma Samia Samir Samira Samuel Sandra Sanne Sara Sarah Saïd Saïda Serge Sigrid Silvia Simon Simone
Sofia Sofie Solange Sonia Sophie Soraya Stefaan Steven Stijn Stéphane Stéphanie Suzanne Sylvain Sylvie
Sébastien Tania Tatiana Theo Thibault Thierry Thijs Thomas Théo Thérèse Tim Tine Tinne Tom Valentin Valérie
Vanessa Vera Vicky Victor Victoria Viktor Vincent Virginie Véronique Walter Wendy Werner Willy Wim Wout
Xavier Yann Yannick Yasmina Yasmine Yassin Yassine Youssef Yvan Yves Yvette Yvonne Zahra Zakaria Zeynep
Zineb Zoé Édith Élena Élisabeth Élise Élodie Éric Étienne Éveline
"""
FIRST_NAMES: Final = tuple(_NAMES.split())
"""Spelt with their accents; they are found without as well."""
